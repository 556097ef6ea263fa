import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentWithPnpm } from "./pnpm.mjs";
import { runNode } from "./run-command.mjs";
import { cache, readManifest, root, toolFile, workspaceFolders } from "./workspace.mjs";

const stamp = join(cache, "built");

/** Whether every package's build is there and no source is newer than the last build. */
export function isBuilt() {
  if (!existsSync(stamp)) return false;
  const builtAt = Number(readFileSync(stamp, "utf8"));
  // A package without a build of its own is part of others'.
  const folders = workspaceFolders().filter((folder) => !folder.startsWith("docs/"));
  return (
    builtFolders().every((folder) => existsSync(join(root, folder, "dist"))) &&
    folders.every((folder) => newest(sourcesOf(folder)) < builtAt)
  );
}

/**
 * Builds every package through turbo, which takes from its cache what has not changed.
 * @param {string} [name] the only one that is needed, with what it depends on
 * @returns {Promise<{ succeeded: boolean, output: string }>}
 */
export async function build(name) {
  const startedAt = Date.now();
  const parameters = [toolFile("turbo"), "run", "build", "--output-logs=errors-only", ...(name === undefined ? [] : [`--filter=${name}`])];
  const result = await runNode(parameters, { environment: await environmentWithPnpm() });
  if (result.succeeded && name === undefined) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(stamp, String(startedAt));
  }
  return result;
}

function builtFolders() {
  return workspaceFolders().filter((folder) => {
    const { scripts = {} } = readManifest(join(root, folder));
    return scripts["build"] !== undefined || scripts["binaries"] !== undefined;
  });
}

/** @param {string} folder */
function sourcesOf(folder) {
  const own = ["src", "index.html", "headers.json", "public", "package.json", "tsconfig.json", "tsup.config.ts", "vite.config.ts"].map(
    (name) => join(root, folder, name),
  );
  return [...own, ...["tsconfig.base.json", "tsup.base.ts", "turbo.json", "pnpm-lock.yaml"].map((name) => join(root, name))];
}

/**
 * The newest change among files and folders. A folder's own time counts too: that is where a deleted file shows.
 * @param {string[]} paths
 * @returns {number} milliseconds since 1970
 */
function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) continue;
    const inside = status.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : 0;
    latest = Math.max(latest, status.mtimeMs, inside);
  }
  return latest;
}
