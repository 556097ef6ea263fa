import { positive } from "@nestvec/bench/measuring";
import { physicalCores } from "@nestvec/runtime-node";
import type { Command } from "commander";
import { measureCascade, type CascadeOptions } from "../compiled/cascade-command.ts";

/** `lab cascade`: what a compiled model saves where exits go on from one another. */
export function addCascadeCommand(program: Command): void {
  program
    .command("cascade")
    .description("two exits of the same texts against the deeper alone, and a cascade against its last exit for all texts")
    .requiredOption("--compiled <folder>", "what nestvec compile made of a model")
    .option("--layers <numbers...>", "the two exits", (value: string, before?: readonly number[]) => [...(before ?? []), positive(value)])
    .option("--dimension <number>", "numbers that the cascade compares at the first exit", positive, 64)
    .option("--keep <share>", "what its first step keeps", Number, 0.2)
    .option("--texts <number>", "candidates of the cascade", positive, 1000)
    .option("--rounds <number>", "rounds of each variant, which take turns", positive, 7)
    .option("--threads <number>", "threads of ONNX Runtime", positive, physicalCores())
    .action(async (options: CascadeOptions) => {
      if (!(await measureCascade(options, (text) => process.stdout.write(text)))) process.exitCode = 1;
    });
}
