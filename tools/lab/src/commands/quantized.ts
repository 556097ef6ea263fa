import { positive } from "@nestvec/bench/measuring";
import { physicalCores } from "@nestvec/runtime-node";
import type { Command } from "commander";
import { compareQuantized, type QuantizedOptions } from "../quantized/quantized-command.ts";

/** `lab quantized`: what int8 leaves of a model's vectors. */
export function addQuantizedCommand(program: Command): void {
  program
    .command("quantized")
    .description(
      "a model in int8 against the same in float32: cosines on texts that the form was not searched by, and STS-benchmark's Spearman",
    )
    .requiredOption("--source <folder>", "the model in float32")
    .requiredOption("--quantized <folder>", "what nestvec quantize, or nestvec compile --compute int8, made of it")
    .requiredOption("--stsb <folder>", "STS-benchmark")
    .requiredOption("--sentences <folder>", "files of sentences whose names end with their language, such as tatoeba.deu-eng.deu")
    .option("--count <number>", "how many of these sentences", positive, 500)
    .option("--pooling <mode>", "how the model pools, where its files do not say")
    .option("--threads <number>", "threads of ONNX Runtime", positive, physicalCores())
    .action(async (options: QuantizedOptions) => {
      if (!(await compareQuantized(options, (text) => process.stdout.write(text)))) process.exitCode = 1;
    });
}
