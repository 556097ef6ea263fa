import { type Command, Option } from "commander";
import { type RowFormat, rowFormats } from "@nestvec/records/formats";
import type { Dtype, PoolingMode } from "@nestvec/core";
import { count, counts, names, poolingModes, poolings, textsByName } from "./option-values.ts";

const dtypeNames: Readonly<Record<Dtype, true>> = {
  auto: true,
  fp32: true,
  fp16: true,
  q8: true,
  int8: true,
  uint8: true,
  q4: true,
  q4f16: true,
  bnb4: true,
};

/** The core's, which `--dtype` takes. Named here, so that help does not load the core. */
export const dtypes: readonly Dtype[] = Object.keys(dtypeNames) as Dtype[];

/** Which model, and how it is run. */
export interface ModelChoice {
  readonly model: string;
  readonly runtime?: "auto" | "native" | "wasm";
  readonly threads?: number;
  readonly provider?: readonly string[];
  readonly pooling?: readonly PoolingMode[];
  readonly dtype?: Dtype;
  readonly modelFile?: string;
  readonly prompts?: Readonly<Record<string, string>>;
  readonly dimensions?: readonly number[];
  readonly repository?: string;
  readonly space?: string;
  readonly pull?: true;
  readonly frozen?: true;
}

/** Adds the options of `ModelChoice`, and `--verbose`. */
export function addModelOptions(command: Command): Command {
  return command
    .addOption(
      new Option("-m, --model <folder>", "the model's folder, the path of one of its graphs, or ORG/NAME of the Hugging Face hub")
        .env("NESTVEC_MODEL")
        .default("nestvec-mini", "nestvec-mini, bundled"),
    )
    .addOption(new Option("--dtype <type>", "which of the model's graphs, by what its weights are kept in (default: auto)").choices(dtypes))
    .option("--model-file <name>", "which of the model's graphs, by its name, such as model_O3.onnx")
    .option("--pull", "download ORG/NAME from the hub: what is not here, or is newer there")
    .option("--frozen", "with --pull: just what nestvec.lock.json says")
    .addOption(
      new Option("--runtime <name>", "ONNX Runtime's binary, WebAssembly, or the first that loads (default: auto)").choices([
        "auto",
        "native",
        "wasm",
      ]),
    )
    .option("--threads <count>", "threads of ONNX Runtime (default: the physical cores that this process may use)", count)
    .option("--provider <names>", "what runs the graphs, tried in order: webgpu,cpu (default: cpu)", names)
    .option("--pooling <modes>", `where the model's files do not say: ${poolingModes.join(", ")}, or several with commas`, poolings)
    .option("--prompts <json>", 'the model\'s prompts by name, in place of those of its files: \'{"query": "query: "}\'', textsByName)
    .option("--dimensions <list>", "the dimensions that the model was trained for, in place of those of its files: 768,256", counts)
    .option("--repository <name>", "ORG/NAME of the model on the hub, for what only its card states: prompts, dimensions, norms")
    .option("--space <name>", "call the model's vector space so, to say that a re-made model is the same")
    .option("--verbose", "with an error, print where it came from");
}

/** Which cut of the nested model. */
export interface CutChoice {
  readonly layer?: number;
  readonly dimension?: number;
}

/** Adds the options of `CutChoice`. */
export function addCutOptions(command: Command): Command {
  return command
    .option("-l, --layer <count>", "the exit: leave after so many layers (default: the deepest)", count)
    .option("-d, --dimension <count>", "keep so many numbers of a vector (default: all)", count);
}

/** How texts become tokens. */
export interface TokenizeChoice {
  /** False for `--no-prompt`. */
  readonly prompt?: string | false;
  readonly task?: string;
  readonly truncate: "end" | "start" | "none";
  readonly maxTokens?: number;
}

/** Adds the options of `TokenizeChoice`. */
export function addTokenizeOptions(command: Command): Command {
  return command
    .option("-p, --prompt <name>", "put this prompt of the model before every text")
    .option("--no-prompt", "no prompt, not even the model's default one")
    .option("--task <name>", "what the vectors are for, where the model has tasks, such as retrieval.query; chooses its prompt, too")
    .addOption(
      new Option("--truncate <side>", "which side of a too long text is cut off; none: refuse it")
        .choices(["end", "start", "none"])
        .default("end"),
    )
    .option("--max-tokens <count>", "cut texts to so many tokens (default and most: the model's limit)", count);
}

/** Where texts come from, besides arguments. */
export interface FileChoice {
  readonly file?: string;
  readonly inputFormat?: RowFormat;
  readonly field?: string;
}

/** Adds the options of `FileChoice`. */
export function addFileOptions(command: Command): Command {
  return command
    .option(
      "-f, --file <file>",
      "a file of texts, read as its name ends (.jsonl, .json, .csv, .tsv; else a text a line); - for standard input",
    )
    .addOption(new Option("--input-format <format>", "how to read it, whatever its name").choices(rowFormats))
    .option("--field <name>", 'the field or column that holds the text (default: "text")');
}

/** How a report is printed. */
export interface ReportChoice {
  readonly format: "table" | "json";
}

/** Adds the option of `ReportChoice`. */
export function addReportOption(command: Command): Command {
  return command.addOption(new Option("--format <format>", "how to print it").choices(["table", "json"]).default("table"));
}

/** How rows are printed. */
export interface RowsChoice {
  /** Left out: a table on a terminal, JSON Lines elsewhere. */
  readonly format?: "table" | "jsonl" | "json";
}

/** Adds the option of `RowsChoice`. */
export function addRowsOption(command: Command): Command {
  return command.addOption(
    new Option("--format <format>", "how to print them (default: table on a terminal, jsonl elsewhere)").choices([
      "table",
      "jsonl",
      "json",
    ]),
  );
}

/** Examples for the end of a help text. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
}
