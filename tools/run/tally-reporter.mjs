import { writeFileSync } from "node:fs";

/**
 * A vitest reporter that writes what `npm test` closes with: the counts, and each skipped test with the reason given to `context.skip(reason)`,
 * which vitest's own JSON report leaves out. A test file that could not be loaded counts as one failure.
 */
export default class TallyReporter {
  /** @param {ReadonlyArray<import("vitest/node").TestModule>} modules */
  onTestRunEnd(modules) {
    const file = process.env["NESTVEC_TALLY_FILE"];
    if (file === undefined) return;
    const tests = modules.flatMap((testModule) => [...testModule.children.allTests()]);
    const results = tests.map((test) => ({ name: test.fullName, result: test.result() }));
    const skipped = results.flatMap(({ name, result }) => (result.state === "skipped" ? [{ name, reason: result.note ?? "" }] : []));
    const unloaded = modules.filter((testModule) => testModule.errors().length > 0 && testModule.state() === "failed");
    const tally = {
      passed: results.filter(({ result }) => result.state === "passed").length,
      failed: results.filter(({ result }) => result.state === "failed").length + unloaded.length,
      skipped,
    };
    writeFileSync(file, JSON.stringify(tally));
  }
}
