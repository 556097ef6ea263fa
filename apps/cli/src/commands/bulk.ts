import { type Command, Option } from "commander";
import type { BulkChoice } from "../actions/bulk.ts";
import type { Context } from "../process/context.ts";
import { count } from "../options/option-values.ts";
import { addCutOptions, addModelOptions, addTokenizeOptions, examples } from "../options/shared-options.ts";

const inputFormats = ["lines", "jsonl", "json", "csv", "tsv", "parquet", "arrow"] as const;

/** `nestvec bulk`: tables of texts to tables of vectors. */
export function addBulkCommand(program: Command, context: Context): void {
  const command = program
    .command("bulk")
    .description("Make a table of vectors of a table of texts. Ended at any moment, the same command goes on. It needs @nestvec/bulk.")
    .argument("[files...]", "Parquet, Arrow, JSON Lines, CSV, TSV or lines; patterns such as 'texts/*.jsonl'; - for standard input")
    .requiredOption("-o, --out <file>", "the table that is made: .parquet, .arrow, .jsonl or .npy")
    .option("--field <name>", 'the column of the texts (default: "text")')
    .option(
      "--from <table>",
      "a table with vectors: embed its texts again (with --model), or cut its vectors (with --dimension or --type alone)",
    )
    .addOption(new Option("--input-format <format>", "how files are read, whatever their names").choices(inputFormats))
    .addOption(new Option("--format <format>", "default: as the name of --out ends").choices(["parquet", "arrow", "jsonl", "npy"]))
    .addOption(
      new Option("--type <type>", "what the numbers of vectors are stored as (default: float32)").choices([
        "float32",
        "float16",
        "int8",
        "uint8",
        "binary",
      ]),
    )
    .option("--columns <names>", "the columns that are kept, with commas between (default: all)", names)
    .option("--vectors <name>", 'what the column of the vectors is called (default: "embedding")')
    .addOption(
      new Option("--on-error <way>", "with a row that cannot be embedded: stop, leave it out, or keep it without a vector")
        .choices(["stop", "skip", "null"])
        .default("stop"),
    )
    .option("--window-rows <count>", "rows that are done together (default: 4096)", count)
    .option("--restart", "begin anew, whatever is there")
    .option("--dry-run", "count rows and tokens, estimate the time, and write nothing")
    .option("-q, --quiet", "no line at the end, on standard error, of what was done");
  addTokenizeOptions(addCutOptions(command)).addOption(
    new Option("--role <role>", "what the texts are to the model, which chooses its prompt (default: document)").choices([
      "query",
      "document",
    ]),
  );
  addModelOptions(command)
    .addHelpText(
      "after",
      examples(
        "nestvec bulk articles.jsonl --field title --out titles.parquet --dimension 64",
        "nestvec bulk products.csv --field name --out products.arrow --type int8 --on-error null",
        "nestvec bulk sentences.txt --out sentences.parquet --dry-run",
        "nestvec bulk --from titles.parquet --dimension 32 --out narrow.parquet",
        "nestvec bulk --from titles.parquet --model nestvec-mini --layer 2 --out again.parquet",
      ),
    )
    .action(async (files: string[], options: BulkChoice, self: Command) => {
      const isModelGiven = self.getOptionValueSource("model") === "cli";
      return (await import("../actions/bulk.ts")).bulk(files, { ...options, isModelGiven }, context);
    });
}

const names = (value: string): readonly string[] => value.split(",").filter((name) => name !== "");
