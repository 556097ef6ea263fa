// npm run test:hosts: what a user has around the packages, such as package managers, other hosts of JavaScript and containers. Needs the npm
// registry. The last line is the count of the tests: "N passed, N failed, N skipped".
import { join } from "node:path";
import { build } from "./run/build.mjs";
import { install, isInstalled } from "./run/install.mjs";
import { requireNode } from "./run/node-version.mjs";
import { runSteps } from "./run/run-steps.mjs";
import { runVitest } from "./run/vitest.mjs";
import { root } from "./run/workspace.mjs";

requireNode();

await runSteps((tally) => [
  { name: "install", work: async () => (isInstalled() ? { succeeded: true, output: "", note: "nothing new" } : install()) },
  { name: "build", work: () => build() },
  { name: "hosts", work: () => runVitest(["--config", join(root, "vitest.hosts.config.ts")], tally) },
]);
