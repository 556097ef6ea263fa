import { positive } from "@nestvec/bench/measuring";
import { physicalCores } from "@nestvec/runtime-node";
import type { Command } from "commander";
import { benchmarks } from "../engine/benchmarks.ts";
import { runEngine, type EngineOptions } from "../engine/engine-command.ts";

/** `lab engine`: what the scheduler and the isolation promise, shown. */
export function addEngineCommand(program: Command): void {
  program
    .command("engine")
    .description("what the scheduler and the isolation must show: loops that do not stand still, no padding, no leaks, no deaths")
    .option("--model <folders...>", "models, each a folder or nestvec-mini", ["nestvec-mini"])
    .option("--layer <number>", "exit (default: 6 where the model has it, else its deepest)", positive)
    .option("--only <names...>", `of ${benchmarks.map(({ name }) => name).join(", ")}`)
    .option("--rounds <number>", "rounds of each variant, where variants take turns", positive)
    .option("--threads <number>", "threads of ONNX Runtime, for all variants", positive, physicalCores())
    .option(
      "--seconds <number>",
      "after which a benchmark begins nothing more; bounds that it cannot show then are not decided",
      positive,
      300,
    )
    .option("--quick", "fewer texts, calls and rounds: a look, no proof")
    .option("--json <file>", "write all figures to a file")
    .action(async (options: EngineOptions) => {
      if (!(await runEngine(options, (text) => process.stdout.write(text)))) process.exitCode = 1;
    });
}
