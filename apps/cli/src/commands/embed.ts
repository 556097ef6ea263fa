import { type Command, Option } from "commander";
import type { EmbedChoice } from "../actions/embed.ts";
import type { Context } from "../process/context.ts";
import { layerList } from "../options/option-values.ts";
import { addCutOptions, addFileOptions, addModelOptions, addTokenizeOptions, examples } from "../options/shared-options.ts";

/** `nestvec embed`: texts to vectors. */
export function addEmbedCommand(program: Command, context: Context): void {
  const command = program
    .command("embed")
    .description("Turn texts into vectors.")
    .argument("[texts...]", "texts; without any, those of --file or of standard input");
  addFileOptions(command)
    .addOption(
      new Option("--format <format>", "default: as --output's name ends, or a table on a terminal, or jsonl").choices([
        "table",
        "jsonl",
        "json",
        "npy",
      ]),
    )
    .option(
      "-o, --output <file>",
      "write to a file, which appears when it is complete; - for standard output; {layer} in it: a file a layer",
    )
    .option("-q, --quiet", "no line at the end, on standard error, of what was done");
  addTokenizeOptions(
    addCutOptions(command).option("--layers <list>", "several exits, of one pass where the model is compiled: 6,11, or all", layerList),
  )
    .option("--normalize", "scale vectors to length 1 (the default)")
    .option("--no-normalize", "do not");
  addModelOptions(command)
    .addHelpText(
      "after",
      examples(
        'nestvec embed "A cat sat on the mat." --layer 3 --dimension 64',
        "nestvec embed --file sentences.txt --output vectors.npy",
        "nestvec embed --file articles.jsonl --field title --output titles.jsonl",
        "nestvec embed --file products.csv --field name --output products.npy",
        "nestvec embed --file sentences.txt --layers 2,6 --output vectors-{layer}.npy",
        "cat sentences.txt | nestvec embed --dimension 64 | head -n 1",
      ),
    )
    .action(async (texts: string[], options: EmbedChoice) => (await import("../actions/embed.ts")).embed(texts, options, context));
}
