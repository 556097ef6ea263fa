import { type Command, Option } from "commander";
import type { CompileRequest } from "../actions/compile.ts";
import type { Context } from "../process/context.ts";
import { addReportOption, examples } from "../options/shared-options.ts";
import { counts, decimal, poolings, weightTypes } from "../options/option-values.ts";

/** `nestvec compile`: graphs of nestvec's own, from a model's weights. */
export function addCompileCommand(program: Command, context: Context): void {
  const command = program
    .command("compile")
    .description(
      "Compile a model from its weights: each is stored once, and an exit goes on from the one before. It needs @nestvec/compiler.",
    )
    .argument("<model>", "the folder with model.safetensors, config.json and tokenizer.json, or ORG/NAME of the Hugging Face hub")
    .requiredOption("--out <folder>", "where the compiled model is put; nothing is written over")
    .option("--pull", "download ORG/NAME from the hub: what is not here, or is newer there")
    .option("--revision <name>", "a branch, a tag or a commit of ORG/NAME (default: main)")
    .option("--layers <list>", "these exits, such as 6,22 (default: those that the model's files list)", counts)
    .option("--pooling <modes>", "for models whose files do not state their pooling: mean, cls, last, …", poolings)
    .option("--repository <name>", "ORG/NAME of the model on the hub, for what only its card states")
    .addOption(
      new Option(
        "--weights <type>",
        "what the weights are stored in, with --compute int8 the embedding table alone (default: float32; with --compute int8: int8)",
      ).choices(weightTypes),
    )
    .option("--verify", "compare the published graphs beside the weights with the compiled ones")
    .addOption(
      new Option("--compute <type>", "what matrix products are computed in (default: float32)").choices(["float32", "int8"] as const),
    )
    .option(
      "--min-cosine <number>",
      "with --compute int8: the least cosine of a text's vector to that in float32 (default: 0.998)",
      decimal,
    )
    .option(
      "--texts <file>",
      "with --compute int8: texts like those that will be embedded, at least 16 (default: texts of many languages)",
    );
  addReportOption(command)
    .option("--verbose", "with an error, print where it came from")
    .addHelpText(
      "after",
      examples(
        "nestvec compile ./mmbert --out ./mmbert-compiled",
        "nestvec compile ./mmbert --out ./compiled --layers 6,22 --verify",
        "nestvec compile ./mmbert --out ./mmbert-int8 --compute int8",
      ),
    )
    .action(async (model: string, options: CompileRequest) => (await import("../actions/compile.ts")).compile(model, options, context));
}
