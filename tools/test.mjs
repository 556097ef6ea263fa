// npm test: installs and checks everything, cheapest first. Stops at the first step that fails, with what it printed. The last line is the
// count of the tests: "N passed, N failed, N skipped".
import { join } from "node:path";
import { build } from "./run/build.mjs";
import { install, isInstalled } from "./run/install.mjs";
import { findNode24 } from "./run/node-24.mjs";
import { requireNode } from "./run/node-version.mjs";
import { runNode } from "./run/run-command.mjs";
import { runSteps } from "./run/run-steps.mjs";
import { runVitest } from "./run/vitest.mjs";
import { root, toolFile } from "./run/workspace.mjs";

requireNode();

await runSteps((tally) => [
  { name: "install", work: async () => (isInstalled() ? { succeeded: true, output: "", note: "nothing new" } : install()) },
  { name: "type check", work: () => runNode([toolFile("typescript", "tsc"), "-b"]) },
  { name: "lint", work: () => runNode([toolFile("oxlint"), "--deny-warnings"]) },
  { name: "format", work: () => runNode([toolFile("oxfmt"), "--check"]) },
  { name: "unused code", work: () => runNode([toolFile("knip")]) },
  { name: "build", work: () => build() },
  { name: "tests", work: () => runVitest([], tally) },
  { name: "conformance, Node 24", work: () => conformanceOnNode24(tally) },
  { name: "packages", work: () => runVitest(["--config", join(root, "vitest.packages.config.ts")], tally) },
  { name: "API reference", work: () => runNode([toolFile("typedoc")]) },
]);

/** @param {import("./run/vitest.mjs").Tally} tally */
async function conformanceOnNode24(tally) {
  if (process.versions.node.startsWith("24.")) return { succeeded: true, output: "", note: "the tests above ran on it" };
  const node = await findNode24();
  if ("missing" in node) return withoutNode24(node.missing);
  // What vectors are worth does not depend on Node, and takes a minute to measure.
  const parameters = ["packages/runtime-node", "packages/conformance", "--exclude", "**/meaning.test.ts"];
  return runVitest(parameters, tally, node.program);
}

/**
 * Without a network the rest is still worth running; a CI that quietly tested one Node less would say more than it knows.
 * @param {string} missing why
 */
function withoutNode24(missing) {
  const isCi = !["", "0", "false", undefined].includes(process.env["CI"]);
  return isCi
    ? { succeeded: false, output: `Node 24 is needed where CI is set: ${missing}\n` }
    : { succeeded: true, output: "", note: `skipped: ${missing}` };
}
