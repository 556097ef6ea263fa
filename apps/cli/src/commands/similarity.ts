import type { Command } from "commander";
import type { SimilarityChoice } from "../actions/similarity.ts";
import type { Context } from "../process/context.ts";
import { addCutOptions, addModelOptions, addReportOption, addTokenizeOptions, examples } from "../options/shared-options.ts";

/** `nestvec similarity`: how alike two texts are. */
export function addSimilarityCommand(program: Command, context: Context): void {
  const command = program
    .command("similarity")
    .description("Say how alike two texts are: the cosine of their vectors, from -1 to 1.")
    .argument("<left>", "a text")
    .argument("<right>", "another text");
  addModelOptions(addTokenizeOptions(addCutOptions(addReportOption(command))))
    .addHelpText(
      "after",
      examples(
        'nestvec similarity "A man is playing a guitar." "Someone plays music."',
        'nestvec similarity "a cat" "a kitten" --layer 2 --dimension 32 --format json',
      ),
    )
    .action(async (left: string, right: string, options: SimilarityChoice) =>
      (await import("../actions/similarity.ts")).similarity(left, right, options, context),
    );
}
