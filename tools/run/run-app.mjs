import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, isBuilt } from "./build.mjs";
import { install, isInstalled } from "./install.mjs";
import { requireNode } from "./node-version.mjs";
import { step } from "./step.mjs";
import { root } from "./workspace.mjs";

/**
 * Runs a command of this checkout, built first where that is needed. Nothing but the command's own output goes to stdout, paths mean what
 * they mean where the user stands, and stdin, signals and the exit code are the command's own: it runs in this process.
 * @param {string} file the command's built file, from the root
 */
export async function runApp(file) {
  requireNode();
  if (!isInstalled() && !(await step("install", install, console.error))) process.exit(1);
  if (!isBuilt() && !(await step("build", () => build(), console.error))) process.exit(1);

  const main = join(root, file);
  process.argv[1] = main;
  // npm moves to the root before it runs a script and says here where it was called.
  process.chdir(process.env["INIT_CWD"] ?? process.cwd());
  await import(pathToFileURL(main).href);
}
