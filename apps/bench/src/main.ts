#!/usr/bin/env node
import { physicalCores } from "@nestvec/runtime-node";
import { Argument, Command, CommanderError, InvalidArgumentError } from "commander";
import { benchmarks } from "./engine/benchmarks.ts";
import { runServerBenchmarks, serverBenchmarks, type ServerOptions } from "./server/server-command.ts";
import { runEngine, type EngineOptions } from "./engine/engine-command.ts";

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a whole number of at least 1.");
}

const program = new Command("bench").description("Measurements of nestvec, each against another arm in the same run.").exitOverride();

program
  .command("engine")
  .description("what the scheduler and the isolation must show: loops that do not stand still, no padding, no leaks, no deaths")
  .option("--model <folders...>", "models, each a folder or nestvec-mini", ["nestvec-mini"])
  .option("--layer <number>", "exit (default: 6 where the model has it, else its deepest)", positive)
  .option("--only <names...>", `of ${benchmarks.map(({ name }) => name).join(", ")}`)
  .option("--rounds <number>", "rounds of each arm, where arms take turns", positive)
  .option("--threads <number>", "threads of ONNX Runtime, for all arms", positive, physicalCores())
  .option(
    "--seconds <number>",
    "after which a benchmark begins nothing more; bounds that it cannot show then are not decided",
    positive,
    300,
  )
  .option("--quick", "fewer texts, calls and rounds: a look, no proof")
  .option("--json <file>", "write all figures to a file")
  .action(async (options: EngineOptions) => {
    const held = await runEngine(options, (text) => process.stdout.write(text));
    if (!held) process.exitCode = 1;
  });

program
  .command("server")
  .description("the server: callers that wait, against the library, more load than it can do, and what goes wrong in production")
  .addArgument(new Argument("[what...]", "all of them without it").choices(serverBenchmarks))
  .option("--threads <number>", "threads of ONNX Runtime, for all arms", positive)
  .option("--seconds <number>", "of each step of a load", positive, 8)
  .option("--rounds <number>", "of each arm, the first a warm-up", positive, 6)
  .option("--percent <number>", "of the soak's 1,000 clients, 200 kills, 200 slow sockets and 50 drains", positive, 100)
  .action(async (what: readonly string[], options: ServerOptions) => runServerBenchmarks(what, options));

await program.parseAsync().catch((error: unknown) => {
  // Commander has printed its own, help among them.
  const printed = error instanceof CommanderError;
  if (!printed) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = printed && error.exitCode === 0 ? 0 : 2;
});
