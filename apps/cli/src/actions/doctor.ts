import { platformReport, providerReport, type PlatformReport, type ProviderReport } from "@nestvec/runtime-node";
import type { Context } from "../process/context.ts";
import type { ModelChoice, ReportChoice } from "../options/shared-options.ts";
import { exitCode } from "../process/exit-codes.ts";
import { styleTitles, textTable } from "../output/text-table.ts";
import { checkModel, type ModelCheck } from "./check-model.ts";
import { nameValueTable, printReport } from "./print.ts";

/** All that the doctor found. */
interface Examination {
  readonly platform: PlatformReport;
  readonly providers: readonly ProviderReport[];
  readonly model: ModelCheck;
  readonly problems: readonly string[];
}

/** Examines this machine and the model, prints what was found, and ends with exit code 1 where something is wrong. */
export async function doctor(choice: ModelChoice & ReportChoice, context: Context): Promise<void> {
  const platform = await platformReport();
  const providers = await providerReport();
  const model = await checkModel(choice, context.interruption.signal);
  const problems = [...new Set([...platform.problems, ...model.problems])];
  await printReport(choice.format, { platform, providers, model, problems }, describe, context);
  if (problems.length > 0) context.exitWith(exitCode.unhealthy);
}

function describe({ platform, providers, model, problems }: Examination): string {
  const verdict =
    problems.length === 0 ? "Everything is in order.\n" : `Something is wrong:\n${problems.map((problem) => `- ${problem}\n`).join("")}`;
  return `${describePlatform(platform)}\n${describeProviders(providers)}\n${describeModel(model)}\n${verdict}`;
}

const kind = { native: "", wasm: " in WebAssembly" } as const;

function describePlatform(platform: PlatformReport): string {
  return nameValueTable([
    ["Node", platform.node],
    ["system", platform.system],
    ["processor", `${platform.processor}, ${platform.cores} cores for this process`],
    ["instructions", platform.instructions?.join(" ") ?? "not known on this system"],
    ["memory", `${(platform.memoryBytes / 2 ** 30).toFixed(1)} GiB for this process`],
    [
      "ONNX Runtime",
      platform.onnxRuntime === undefined ? "cannot be loaded" : `${platform.onnxRuntime}${kind[platform.runtime ?? "native"]}`,
    ],
    ...platform.notes.map((note) => ["note", note] as const),
    [
      "providers built in",
      platform.providers.map(({ name, bundled }) => (bundled ? name : `${name} (library not bundled)`)).join(", ") || "none",
    ],
  ]);
}

function describeProviders(providers: readonly ProviderReport[]): string {
  return nameValueTable(providers.map(({ name, obstacle }) => [`provider ${name}`, obstacle ?? "works: --provider " + name] as const));
}

function describeModel({ name, source, exits, notes }: ModelCheck): string {
  const heading = nameValueTable([
    ["model", name],
    ...(source === null ? [] : [["files", source] as const]),
    ...notes.map((note) => ["note", note] as const),
  ]);
  if (exits.length === 0) return heading;
  const table = textTable(
    [
      { title: "layer", align: "right" },
      { title: "result" },
      { title: "provider" },
      { title: "dimension", align: "right" },
      { title: "length of vector", align: "right" },
      { title: "opened and run in ms", align: "right" },
    ],
    exits.map((exit) => [
      String(exit.layer),
      exit.problem === null ? "works" : "fails",
      exit.provider ?? "-",
      exit.dimension?.toString() ?? "-",
      exit.norm?.toFixed(6) ?? "-",
      exit.milliseconds?.toFixed(0) ?? "-",
    ]),
    { title: styleTitles(process.stdout) },
  );
  return `${heading}\n${table}`;
}
