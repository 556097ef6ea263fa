import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { runNpm } from "./run-command.mjs";
import { cache } from "./workspace.mjs";

const lock = "package-lock.json";

/**
 * Installs what a folder's package-lock.json names, into the cache and without install scripts, unless it is there. It stays out of the
 * workspace's own install.
 * @param {string} source the folder, whose name is that in the cache, too
 * @returns {Promise<{ modules: string } | { missing: string }>} the node_modules folder, or why there is none
 */
export async function bring(source) {
  const folder = join(cache, basename(source));
  const modules = join(folder, "node_modules");
  const isCurrent =
    existsSync(join(modules, ".package-lock.json")) &&
    readFileSync(join(folder, lock), "utf8") === readFileSync(join(source, lock), "utf8");
  if (!isCurrent) {
    mkdirSync(folder, { recursive: true });
    cpSync(source, folder, { recursive: true });
    const parameters = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
    const { succeeded, output } = await runNpm(parameters, { folder });
    if (!succeeded) return { missing: `npm could not bring it: ${output.trim().split("\n")[0] ?? ""}` };
  }
  return { modules };
}
