import { step } from "./step.mjs";
import { countsOf } from "./vitest.mjs";

/**
 * Runs a command's steps in their order, up to the first that fails. Then says which tests were skipped and why, and closes with the counts;
 * the exit code is 1 where a step failed.
 * @param {(tally: import("./vitest.mjs").Tally) => { name: string, work: () => Promise<import("./step.mjs").Outcome> }[]} stepsWith
 */
export async function runSteps(stepsWith) {
  /** @type {import("./vitest.mjs").Tally} */
  const tally = { passed: 0, failed: 0, skipped: [] };
  let succeeded = true;
  for (const { name, work } of stepsWith(tally)) {
    succeeded = await step(name, work);
    if (!succeeded) break;
  }
  for (const { name, reason } of tally.skipped) console.log(`skipped: ${name}${reason === "" ? "" : ` (${reason})`}`);
  console.log(countsOf(tally));
  process.exitCode = succeeded ? 0 : 1;
}
