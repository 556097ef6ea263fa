import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { bring } from "./bring.mjs";
import { runCommand } from "./run-command.mjs";
import { readManifest, root } from "./workspace.mjs";

/**
 * Node 24's program for this machine. npm's packages carry one for each system and need no install script; they stay out of the
 * workspace's own install, where a second `node` would come before the user's on the path of every npm script.
 * @returns {Promise<{ program: string } | { missing: string }>} where it lies, or why there is none
 */
export async function findNode24() {
  const brought = await bring(join(root, "tools", "node-24"));
  if ("missing" in brought) return brought;
  const program = installedProgram(brought.modules);
  if (program === undefined) return { missing: `npm has none for ${process.platform} ${process.arch}` };
  const { succeeded, output } = await runCommand(program, ["--version"]);
  return succeeded ? { program } : { missing: `npm's does not start here: ${output.trim().split("\n")[0] ?? ""}` };
}

/** @param {string} modules */
function installedProgram(modules) {
  if (!existsSync(modules)) return undefined;
  const name = readdirSync(modules).find((entry) => entry.startsWith("node-"));
  if (name === undefined) return undefined;
  const { bin } = readManifest(join(modules, name));
  const file = typeof bin === "string" ? bin : bin?.["node"];
  return file === undefined ? undefined : join(modules, name, file);
}
