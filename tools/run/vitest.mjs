import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment, runNode } from "./run-command.mjs";
import { cache, root, toolFile } from "./workspace.mjs";

/**
 * @typedef {object} Tally what the tests came to so far
 * @property {number} passed
 * @property {number} failed
 * @property {{ name: string, reason: string }[]} skipped
 */

/**
 * Runs vitest and adds its counts to the tally, also when tests fail.
 * @param {string[]} parameters test files or folders, and options
 * @param {Tally} tally
 * @param {string} [node] the Node to run on, when not this one
 * @returns {Promise<{ succeeded: boolean, output: string, note: string }>} the note says the counts
 */
export async function runVitest(parameters, tally, node = process.execPath) {
  const file = join(cache, "tally.json");
  mkdirSync(cache, { recursive: true });
  rmSync(file, { force: true });
  const reporters = ["--reporter=default", `--reporter=${join(root, "tools/run/tally-reporter.mjs")}`];
  const environment = { ...childEnvironment(), NESTVEC_TALLY_FILE: file };
  const { succeeded, output } = await runNode([toolFile("vitest"), "run", ...reporters, ...parameters], { environment, node });
  const own = readTally(file, succeeded);
  tally.passed += own.passed;
  tally.failed += own.failed;
  tally.skipped.push(...own.skipped);
  return { succeeded, output, note: countsOf(own) };
}

/**
 * Counts as CI reads them: "N passed, N failed, N skipped".
 * @param {Tally} tally
 */
export function countsOf({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

/**
 * @param {string} file
 * @param {boolean} succeeded
 * @returns {Tally}
 */
function readTally(file, succeeded) {
  /** @type {Tally} */
  let tally = { passed: 0, failed: 0, skipped: [] };
  try {
    tally = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // vitest ended before it could report: the failure below is all that is known.
  }
  // An error outside every test (an unhandled rejection, say) fails the run without failing a test.
  if (!succeeded && tally.failed === 0) tally.failed = 1;
  return tally;
}
