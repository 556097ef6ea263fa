import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand, runNpm } from "./run-command.mjs";
import { cache, readManifest, root } from "./workspace.mjs";

const folder = join(cache, "node-24");

/**
 * Node 24's program for this machine. npm's packages carry one for each system and need no install script; they stay out of the
 * workspace's own install, where a second `node` would come before the user's on the path of every npm script.
 * @returns {Promise<{ program: string } | { missing: string }>} where it lies, or why there is none
 */
export async function findNode24() {
  const source = join(root, "tools", "node-24");
  if (!isCurrent(source)) {
    mkdirSync(folder, { recursive: true });
    cpSync(source, folder, { recursive: true });
    const parameters = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
    const { succeeded, output } = await runNpm(parameters, { folder });
    if (!succeeded) return { missing: `npm could not bring it: ${output.trim().split("\n")[0] ?? ""}` };
  }
  const program = installedProgram();
  if (program === undefined) return { missing: `npm has none for ${process.platform} ${process.arch}` };
  const { succeeded, output } = await runCommand(program, ["--version"]);
  return succeeded ? { program } : { missing: `npm's does not start here: ${output.trim().split("\n")[0] ?? ""}` };
}

/** @param {string} source */
function isCurrent(source) {
  const lock = "package-lock.json";
  if (!existsSync(join(folder, "node_modules", ".package-lock.json"))) return false;
  return readFileSync(join(folder, lock), "utf8") === readFileSync(join(source, lock), "utf8");
}

function installedProgram() {
  const modules = join(folder, "node_modules");
  if (!existsSync(modules)) return undefined;
  const name = readdirSync(modules).find((entry) => entry.startsWith("node-"));
  if (name === undefined) return undefined;
  const { bin } = readManifest(join(modules, name));
  const file = typeof bin === "string" ? bin : bin?.["node"];
  return file === undefined ? undefined : join(modules, name, file);
}
