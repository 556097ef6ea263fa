// node tools/deploy.mjs PACKAGE FOLDER: builds a package and puts it, with all that it needs to run on this system, into a folder of its own.
// The steps of a container's build.
import { resolve } from "node:path";
import { build } from "./run/build.mjs";
import { install, isInstalled } from "./run/install.mjs";
import { requireNode } from "./run/node-version.mjs";
import { environmentWithPnpm } from "./run/pnpm.mjs";
import { runCommand } from "./run/run-command.mjs";
import { step } from "./run/step.mjs";

requireNode();
const [name, folder] = process.argv.slice(2);
if (name === undefined || folder === undefined) {
  console.error("Which package, and where to? For example: node tools/deploy.mjs @nestvec/server /server");
  process.exit(2);
}
if (!isInstalled() && !(await step("install", install))) process.exit(1);
if (!(await step("build", () => build(name)))) process.exit(1);
if (!(await step("deploy", deploy))) process.exit(1);

async function deploy() {
  const parameters = [`--filter=${name}`, "--prod", "--legacy", "deploy", resolve(folder ?? "")];
  return runCommand("pnpm", parameters, { environment: await environmentWithPnpm() });
}
