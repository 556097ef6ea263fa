import { positive } from "@nestvec/bench/measuring";
import { Argument, type Command } from "commander";
import { runServerBenchmarks, serverBenchmarks, type ServerOptions } from "../server/server-command.ts";

/** `lab server`: what the server promises, shown on a server that it starts by itself. Exit code 1 where the soak finds that it does not hold. */
export function addServerCommand(program: Command): void {
  program
    .command("server")
    .description("the server: callers that wait, against the library, more load than it can do, and what goes wrong in production")
    .addArgument(new Argument("[what...]", "all of them without it").choices(serverBenchmarks))
    .option("--threads <number>", "threads of ONNX Runtime, for all variants", positive)
    .option("--seconds <number>", "of each step of a load", positive, 8)
    .option("--rounds <number>", "of each variant, the first a warm-up", positive, 6)
    .option("--percent <number>", "of the soak's counts, such as 1,000 clients that go, 200 kills and 50 drains", positive, 100)
    .option("--tei <program>", "text-embeddings-router, to take turns with: both serve the folder of --model")
    .option("-m, --model <folder>", "a model for closed alone, in place of nestvec-mini")
    .action(async (what: readonly string[], options: ServerOptions) => {
      if (!(await runServerBenchmarks(what, options))) process.exitCode = 1;
    });
}
