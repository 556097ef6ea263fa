import type { Command } from "commander";
import type { TokenizeRequest } from "../actions/tokenize.ts";
import type { Context } from "../process/context.ts";
import { addFileOptions, addModelOptions, addRowsOption, addTokenizeOptions, examples } from "../options/shared-options.ts";

/** `nestvec tokenize`: texts as the model reads them. */
export function addTokenizeCommand(program: Command, context: Context): void {
  const command = program
    .command("tokenize")
    .description("Show texts as the model reads them: their tokens, special ones included.")
    .argument("[texts...]", "texts; without any, those of --file or of standard input");
  addModelOptions(addTokenizeOptions(addRowsOption(addFileOptions(command))))
    .addHelpText("after", examples('nestvec tokenize "Matryoshka dolls nest."', "nestvec tokenize --file sentences.txt --format jsonl"))
    .action(async (texts: string[], options: TokenizeRequest) =>
      (await import("../actions/tokenize.ts")).tokenize(texts, options, context),
    );
}
