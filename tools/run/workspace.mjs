import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Where the tools keep what they know from one run to the next; pnpm leaves it alone. */
export const cache = join(root, "node_modules", ".cache", "nestvec");

/**
 * A package.json, parsed.
 * @param {string} folder
 * @returns {{ name: string, version: string, license?: string, private?: boolean, os?: string[], cpu?: string[], packageManager?: string, bin?: string | Record<string, string>, exports?: Record<string, unknown>, scripts?: Record<string, string>, dependencies?: Record<string, string>, devDependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }}
 */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

/**
 * The folders of the workspace's projects, relative to the root: "packages/core", "apps/cli", "docs/examples", "tools/lab", …
 * @returns {string[]}
 */
export function workspaceFolders() {
  const folders = ["packages", "apps", "docs"].flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`));
  // Other folders of the tools have manifests of what they bring along.
  return [...folders, "tools/lab", "tools/models"].filter((folder) => existsSync(join(root, folder, "package.json")));
}

/**
 * The JavaScript file behind a development tool's command. The shims in node_modules/.bin differ between systems; this does not.
 * @param {string} tool the npm package's name
 * @param {string} [command] the command's name, where it is not the package's
 * @returns {string}
 */
export function toolFile(tool, command = tool) {
  const folder = join(root, "node_modules", tool);
  const { bin } = readManifest(folder);
  const file = typeof bin === "string" ? bin : bin?.[command];
  if (file === undefined) throw new Error(`The package ${tool} has no command ${command}.`);
  return join(folder, file);
}
