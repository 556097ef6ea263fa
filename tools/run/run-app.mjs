import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, isBuilt } from "./build.mjs";
import { install, isInstalled } from "./install.mjs";
import { requireNode } from "./node-version.mjs";
import { step } from "./step.mjs";
import { readManifest, root } from "./workspace.mjs";

/**
 * Runs a command of this checkout, built first with what it needs where that is necessary. Nothing but the command's own output goes to stdout, paths mean what
 * they mean where the user stands, and stdin, signals and the exit code are the command's own: it runs in this process.
 * @param {string} folder the command's package, from the root, whose built file is `dist/main.js`
 */
export async function runApp(folder) {
  requireNode();
  if (!isInstalled() && !(await step("install", install, console.error))) process.exit(1);
  const { name } = readManifest(join(root, folder));
  if (!isBuilt(name) && !(await step("build", () => build(name), console.error))) process.exit(1);

  const main = join(root, folder, "dist", "main.js");
  process.argv[1] = main;
  // npm moves to the root before it runs a script and says here where it was called.
  process.chdir(process.env["INIT_CWD"] ?? process.cwd());
  await import(pathToFileURL(main).href);
}
