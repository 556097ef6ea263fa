import { type Command, Option } from "commander";
import type { QuantizeRequest } from "../actions/quantize.ts";
import type { Context } from "../process/context.ts";
import { addReportOption, dtypes, examples } from "../options/shared-options.ts";
import { decimal, poolings } from "../options/option-values.ts";

/** `nestvec quantize`: a model with published graphs, in int8. */
export function addQuantizeCommand(program: Command, context: Context): void {
  const command = program
    .command("quantize")
    .description("Compute the products of a model's ONNX graphs in int8, so near to float32 as is asked. It needs @nestvec/compiler.")
    .argument("<model>", "the folder with graphs and tokenizer.json, the path of one of its graphs, or ORG/NAME of the Hugging Face hub")
    .requiredOption("--out <folder>", "where the quantized model is put; nothing is written over")
    .option("--pull", "download ORG/NAME from the hub: what is not here, or is newer there")
    .option("--revision <name>", "a branch, a tag or a commit of ORG/NAME (default: main)")
    .option("--pooling <modes>", "for models whose files do not state their pooling: mean, cls, last, …", poolings)
    .option("--repository <name>", "ORG/NAME of the model on the hub, for what only its card states")
    .addOption(new Option("--dtype <type>", "which of the model's graphs, by what its weights are kept in (default: auto)").choices(dtypes))
    .option("--model-file <name>", "which of the model's graphs, by its name, such as model_O3.onnx")
    .option("--min-cosine <number>", "the least cosine of a text's vector to that in float32 (default: 0.998)", decimal)
    .option("--texts <file>", "texts like those that will be embedded, at least 16 (default: texts of many languages)");
  addReportOption(command)
    .option("--verbose", "with an error, print where it came from")
    .addHelpText(
      "after",
      examples(
        "nestvec quantize ./all-MiniLM-L6-v2 --out ./minilm-int8",
        "nestvec quantize Xenova/bge-small-en-v1.5 --pull --pooling cls --out ./bge-int8",
        "nestvec quantize ./model --out ./model-int8 --texts sentences.txt --min-cosine 0.999",
      ),
    )
    .action(async (model: string, options: QuantizeRequest) => (await import("../actions/quantize.ts")).quantize(model, options, context));
}
