import type { Command } from "commander";
import type { SearchChoice } from "../actions/found-rows.ts";
import type { Context } from "../process/context.ts";
import { addCutOptions, addFileOptions, addModelOptions, addRowsOption, addTokenizeOptions, examples } from "../options/shared-options.ts";
import { cascadeSteps, count } from "../options/option-values.ts";

/** `nestvec search`: the candidates most like a query. */
export function addSearchCommand(program: Command, context: Context): void {
  const command = program
    .command("search")
    .description("Find the texts of a file that are most like a query.")
    .argument("<query>", "what to look for");
  addRowsOption(addFileOptions(command).option("-t, --top <count>", "how many to find", count, 5));
  addTokenizeOptions(addCutOptions(command))
    .option("--candidate-layer <count>", "the exit for the file's texts, where it differs from --layer", count)
    .option("--candidate-prompt <name>", "the prompt for the file's texts (default: the model's for documents)")
    .option("--no-candidate-prompt", "no prompt for the file's texts")
    .option("--allow-compatible", "with a model in int8: search vectors of the model in float32, too")
    .option(
      "--cascade <steps>",
      "compare all texts at a first exit, and the best of them at deeper ones: LAYER/DIMENSION:KEEP,…",
      cascadeSteps,
    );
  addModelOptions(command)
    .addHelpText(
      "after",
      `
A file that "nestvec embed" wrote (.jsonl, .json, .npy) is searched by its vectors: only the query is embedded, and
may take a cheaper cut (--layer, --dimension) than the vectors did, where the model's exits share one space.
With --cascade 2/64:0.2,6 all texts are compared at layer 2 by 64 numbers, and the best 20 % of them at layer 6; from 2 on,
what is kept is a number of texts. The file is held in memory.
${examples(
  'nestvec search "how do I get my money back" --file questions.txt --top 3',
  "nestvec embed --file questions.txt --output questions.jsonl",
  'nestvec search "how do I get my money back" --file questions.jsonl --layer 3 --dimension 64',
  'nestvec search "how do I get my money back" --file questions.txt --cascade 2/64:0.2,6',
)}`,
    )
    .action(async (query: string, { cascade, ...options }: SearchChoice) => {
      if (cascade === undefined) await (await import("../actions/search.ts")).search(query, options, context);
      else await (await import("../actions/search-cascade.ts")).searchCascade(query, { ...options, cascade }, context);
    });
}
