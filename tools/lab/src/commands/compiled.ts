import { positive } from "@nestvec/bench/measuring";
import { physicalCores } from "@nestvec/runtime-node";
import type { Command } from "commander";
import { compareCompiled, type CompiledOptions } from "../compiled/compiled-command.ts";

/** `lab compiled`: a compiled model against the published graphs of the same model. */
export function addCompiledCommand(program: Command): void {
  program
    .command("compiled")
    .description("a compiled model through nestvec's defaults, against the published graphs through ONNX Runtime's, from texts to vectors")
    .requiredOption("--published <folder>", "a model with onnx/layer-N/model.onnx, whose files say that it pools the mean")
    .requiredOption("--compiled <folder>", "what nestvec compile made of its weights")
    .option("--layers <numbers...>", "exits", (value: string, before?: readonly number[]) => [...(before ?? []), positive(value)], [6, 22])
    .option("--rounds <number>", "rounds of each variant, which take turns", positive, 7)
    .option("--threads <number>", "threads of ONNX Runtime, for both", positive, physicalCores())
    .action(async (options: CompiledOptions) => {
      if (!(await compareCompiled(options, (text) => process.stdout.write(text)))) process.exitCode = 1;
    });
}
