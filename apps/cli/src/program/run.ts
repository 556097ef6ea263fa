import { CommanderError } from "commander";
import { buildProgram } from "./program.ts";
import { exitCode, exitCodes } from "../process/exit-codes.ts";
import { isReaderGone, writeStandardOutput } from "../output/write-standard-output.ts";
import { watchInterruptions, type StopReason } from "../process/interruption.ts";
import { systemProblem } from "../process/system-problem.ts";

/** Runs one command line. Returns the exit code; errors are printed to standard error, never thrown. */
export async function run(argv: readonly string[]): Promise<number> {
  const interruption = watchInterruptions();
  // A variable that is empty stands for none, as where a container passes on what its own environment does not have.
  if (process.env["NESTVEC_MODEL"] === "") delete process.env["NESTVEC_MODEL"];
  let code: number = exitCode.success;
  let verbose = false;
  let printed = "";
  // A reader that has gone is noticed by the write that fails; without a listener the event alone would end the process.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  const program = buildProgram(
    { interruption, exitWith: (other) => (code = other) },
    {
      print: (text) => (printed += text),
      complain: (text) => process.stderr.write(text),
      beforeCommand: (options) => (verbose = options.verbose === true),
    },
  );
  try {
    await program.parseAsync(argv);
    return stopCode(interruption.signal) ?? code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return await print(printed, interruption.signal);
    if (error instanceof CommanderError) return exitCode.usage;
    return await complain(error, verbose, interruption.signal);
  } finally {
    interruption.dispose();
  }
}

/** Help and version, without loading anything else. */
async function print(text: string, signal: AbortSignal): Promise<number> {
  const cause = await writeStandardOutput(text);
  if (cause === undefined || isReaderGone(cause)) return exitCode.success;
  const { NestvecError } = await import("@nestvec/core");
  const details = { file: "standard output", problem: systemProblem(cause) };
  return complain(new NestvecError("FILE_NOT_WRITABLE", details, { cause }), false, signal);
}

async function complain(error: unknown, verbose: boolean, signal: AbortSignal): Promise<number> {
  // After a stop, whatever fails fails because of it.
  const stopped = stopCode(signal);
  if (stopped !== undefined) return stopped;
  const { NestvecError } = await import("@nestvec/core");
  const known = NestvecError.is(error);
  const message = error instanceof Error ? error.message : String(error);
  // One line, whatever ONNX Runtime put into its message.
  const sentence = message.replaceAll(/\s*\n\s*/g, " ");
  process.stderr.write(`nestvec: ${known ? sentence : `something went wrong that should not have: ${sentence} (--verbose shows where)`}\n`);
  if (verbose && error instanceof Error) process.stderr.write(`${stackOf(error)}\n`);
  return known ? exitCodes[error.code] : exitCode.unexpected;
}

/** The exit code of a run that was stopped from outside. */
function stopCode(signal: AbortSignal): number | undefined {
  if (!signal.aborted) return undefined;
  const reason: StopReason = signal.reason;
  if (reason === "output closed") return exitCode.success;
  return reason === "SIGTERM" ? exitCode.terminated : exitCode.interrupted;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
