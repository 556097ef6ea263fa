import { Command, CommanderError } from "commander";
import { addCompareCommand } from "./compare.ts";
import type { Context } from "../run/context.ts";
import { addLoadCommand } from "./load.ts";
import { addMeasureOptions } from "./measure.ts";

/** How the command was called. */
export interface BenchOptions {
  /** Arguments, without the command. */
  readonly argv: readonly string[];
  /** What help calls it. */
  readonly command: string;
  /** Stops the work; what was measured by then is printed and written all the same. */
  readonly signal: AbortSignal;
}

const usage = 2;

/**
 * The command `nestvec bench`: measures, compares or loads, prints what it found, and returns the exit code: 0, 1 where a bound was missed or a part
 * could not be measured, 2 for a wrong command line.
 * @throws NestvecError for a model, a file or a value that cannot be used
 * @example
 * ```ts
 * import { bench } from "@nestvec/bench";
 *
 * const code = await bench({ argv: ["--help"], command: "my-bench", signal: AbortSignal.timeout(60_000) });
 * console.log(code); // → 0
 * ```
 */
export async function bench({ argv, command, signal }: BenchOptions): Promise<number> {
  let code = 0;
  const context: Context = {
    print: (text) => void process.stdout.write(text),
    note: (text) => void (process.stderr.isTTY && process.stderr.write(`${text}\n`)),
    signal,
    exitWith: (other) => (code = other),
  };
  const program = new Command(command)
    .description("Measures models on this machine: latency, throughput, memory and quality of every exit.")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, `${command}: `)) })
    .showHelpAfterError(`(${command} --help shows what can be typed)`);
  addMeasureOptions(program, context);
  addCompareCommand(program, context);
  addLoadCommand(program, context);
  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    // Commander has printed its own, help among them.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usage;
    throw error;
  }
}
