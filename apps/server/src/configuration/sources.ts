import { readFileSync } from "node:fs";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { NestvecError } from "@nestvec/core";
import { invalidSetting, divided, kebabName, nearestName, settingNames, type Written } from "./names.ts";
import { settings } from "./settings.ts";

/** What a command line says. */
export interface CommandLine {
  readonly written: readonly Written[];
  readonly config: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
}

/** Reads flags. @throws NestvecError ARGUMENT_INVALID for one that there is not, or that lacks its value */
export function readFlags(argv: readonly string[]): CommandLine {
  const options: NonNullable<ParseArgsConfig["options"]> = {
    config: { type: "string" },
    help: { type: "boolean", short: "h" },
    version: { type: "boolean", short: "V" },
    // What the command line's other commands call it.
    model: { type: "string", short: "m", multiple: true },
  };
  for (const name of settingNames) {
    const { kind } = settings[name];
    options[kebabName(name)] = { type: kind === "switch" ? "boolean" : "string", multiple: kind === "list" };
  }
  const { values, tokens } = parsed(withoutSwitchValues(argv), options);
  for (const token of tokens) if (token.kind !== "option") throw unknownFlag(token.kind === "positional" ? token.value : "--");
  const written = settingNames.flatMap((setting) => {
    const flag = setting === "modelId" && values["model"] !== undefined ? "model" : kebabName(setting);
    const own: unknown = values[kebabName(setting)];
    const value: unknown = flag === "model" ? [values["model"], own ?? []].flat() : own;
    const pieces = Array.isArray(value) ? value.flatMap((one: unknown) => divided(setting, one)) : value;
    return value === undefined ? [] : [{ setting, name: `--${flag}`, value: pieces }];
  });
  const config = values["config"];
  return {
    written,
    config: typeof config === "string" ? config : undefined,
    help: values["help"] === true,
    version: values["version"] === true,
  };
}

/** `--docs=false`, and TEI's `--auto-truncate false`, as `parseArgs` has it: `--no-docs`. */
function withoutSwitchValues(argv: readonly string[]): string[] {
  const result: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const flag = argv[i] ?? "";
    const [, name = "", inline] = /^--([a-z-]+)(?:=(.*))?$/.exec(flag) ?? [];
    const isSwitch = settingNames.some((setting) => settings[setting].kind === "switch" && kebabName(setting) === name);
    const next = isSwitch && inline === undefined && /^(true|false)$/.test(argv[i + 1] ?? "") ? argv[++i] : inline;
    if (!isSwitch || next === undefined) result.push(flag);
    else if (next === "true" || next === "false") result.push(next === "true" ? `--${name}` : `--no-${name}`);
    else throw invalidSetting(`--${name}`, JSON.stringify(next), "true or false");
  }
  return result;
}

function parsed(
  args: string[],
  options: NonNullable<ParseArgsConfig["options"]>,
): {
  readonly values: Readonly<Record<string, unknown>>;
  readonly tokens: readonly { readonly kind: string; readonly value?: unknown }[];
} {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true, allowNegative: true, tokens: true });
  } catch (error) {
    throw unknownFlag(error instanceof Error ? (error.message.split(". ")[0] ?? "") : "");
  }
}

function unknownFlag(found: unknown): NestvecError {
  const [, flag] = /'--(?:no-)?([\w-]+)/.exec(String(found)) ?? [];
  const nearest = flag === undefined ? undefined : nearestName(flag, settingNames.map(kebabName));
  const isMeant = nearest !== undefined && nearest !== flag;
  const expected = isMeant ? `--${nearest}, or another flag that --help lists` : "flags that --help lists, each with its value";
  return invalidSetting("the command line", String(found), expected);
}

/** Reads a JSON file of settings. @throws NestvecError FILE_NOT_READABLE, ARGUMENT_INVALID for a key that there is not */
export function readFileSettings(file: string): readonly Written[] {
  const content = readJson(file);
  return Object.entries(content).map(([key, value]) => {
    const setting = settingNames.find((name) => kebabName(name) === key);
    // A text may be a list; the items of an array are whole.
    if (setting !== undefined) return { setting, name: `"${key}" of ${file}`, value: divided(setting, value) };
    const nearest = nearestName(key, settingNames.map(kebabName));
    const expected = `a name that --help lists, without --${nearest === undefined ? "" : `, such as "${nearest}"`}`;
    throw invalidSetting(`"${key}" of ${file}`, "no setting", expected);
  });
}

function readJson(file: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof content === "object" && content !== null && !Array.isArray(content)) return content as Record<string, unknown>;
    throw new NestvecError("FILE_NOT_READABLE", { file, problem: "it holds no JSON object of settings" });
  } catch (error) {
    if (NestvecError.is(error)) throw error;
    throw new NestvecError(
      "FILE_NOT_READABLE",
      { file, problem: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}
