import { kebabName, settingNames } from "./names.ts";
import { settings } from "./settings.ts";

/** What `--help` prints. */
export function usage(command: string): string {
  const lines = settingNames.map((name) => {
    const { kind, help, schema } = settings[name];
    const initial = schema.safeParse(undefined);
    const value = kind === "switch" ? "" : " <value>";
    return `  --${kebabName(name)}${value}`.padEnd(36) + help + (initial.success ? defaultOf(initial.data) : "");
  });
  return [
    `Usage: ${command} [flags]`,
    "",
    "Serves text embeddings over HTTP: OpenAI's, TEI's, Cohere's, Ollama's and the semantic router's interfaces.",
    "",
    ...lines,
    "  -m, --model <value>".padEnd(36) + "the same as --model-id",
    "  --config <file>".padEnd(36) + "a JSON file of settings, under the same names without -- (or NESTVEC_CONFIG)",
    "  -h, --help".padEnd(36) + "print this",
    "  -V, --version".padEnd(36) + "print the version",
    "",
    "Every setting can be an environment variable, too: MAX_BATCH_TOKENS or NESTVEC_MAX_BATCH_TOKENS for --max-batch-tokens. Those that others set",
    `(${settingNames
      .filter((name) => settings[name].isPrefixed)
      .map(kebabName)
      .join(", ")})`,
    "only with NESTVEC_. Flags go before the environment, that before the file.",
    "A list is written with commas or by repeating the flag; keys are never divided at commas, only at line breaks.",
    "",
  ].join("\n");
}

function defaultOf(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return "";
  return ` (default: ${String(value)})`;
}
