import { performance } from "node:perf_hooks";

/** @typedef {{ succeeded: boolean, output: string, note?: string }} Outcome */

/**
 * Runs one step of a command: prints its name and how long it took, after all that it printed when it fails. Whoever watches on a terminal
 * sees meanwhile what is being done.
 * @param {string} name
 * @param {() => Promise<Outcome>} work `note` is said beside the time
 * @param {(line: string) => void} [print]
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function step(name, work, print = console.log) {
  const startedAt = performance.now();
  if (process.stderr.isTTY) process.stderr.write(`… ${name}`);
  const { succeeded, output, note = "" } = await outcomeOf(work);
  const seconds = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  if (process.stderr.isTTY) process.stderr.write("\r\u001B[K");
  if (!succeeded) print(output.trimEnd());
  print(`${succeeded ? "✓" : "✗"} ${name.padEnd(24)}${seconds.padStart(8)}${note === "" ? "" : `  ${note}`}`);
  return succeeded;
}

/**
 * @param {() => Promise<Outcome>} work
 * @returns {Promise<Outcome>}
 */
async function outcomeOf(work) {
  try {
    return await work();
  } catch (error) {
    return { succeeded: false, output: error instanceof Error ? error.message : String(error) };
  }
}
