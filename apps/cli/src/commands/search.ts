import type { Command } from "commander";
import type { SearchChoice } from "../actions/search.ts";
import type { Context } from "../process/context.ts";
import { addCutOptions, addFileOptions, addModelOptions, addRowsOption, addTokenizeOptions, examples } from "../options/shared-options.ts";
import { count } from "../options/option-values.ts";

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
    .option("--no-candidate-prompt", "no prompt for the file's texts");
  addModelOptions(command)
    .addHelpText(
      "after",
      `
A file that "nestvec embed" wrote (.jsonl, .json, .npy) is searched by its vectors: only the query is embedded, and
may take a cheaper cut (--layer, --dimension) than the vectors did, where the model's exits share one space.
${examples(
  'nestvec search "how do I get my money back" --file questions.txt --top 3',
  "nestvec embed --file questions.txt --output questions.jsonl",
  'nestvec search "how do I get my money back" --file questions.jsonl --layer 3 --dimension 64',
)}`,
    )
    .action(async (query: string, options: SearchChoice) => (await import("../actions/search.ts")).search(query, options, context));
}
