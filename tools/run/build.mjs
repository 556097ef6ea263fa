import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentWithPnpm } from "./pnpm.mjs";
import { runNode } from "./run-command.mjs";
import { cache, readManifest, root, toolFile, workspaceFolders } from "./workspace.mjs";

/**
 * Says when a build was done: of one package with what it depends on, or of all.
 * @param {string} [name]
 */
const stampOf = (name) => join(cache, name === undefined ? "built" : `built-${name.replace("/", "-")}`);

/**
 * Whether every build that a package needs, or every build, is there and no source is newer than the last one.
 * @param {string} [name]
 */
export function isBuilt(name) {
  const builtAt = Math.max(...[stampOf(), stampOf(name)].map((stamp) => (existsSync(stamp) ? Number(readFileSync(stamp, "utf8")) : 0)));
  // A package without a build of its own is part of others'.
  const folders = neededFolders(name);
  return (
    folders.filter(hasBuild).every((folder) => existsSync(join(root, folder, "dist"))) &&
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
  if (result.succeeded) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(stampOf(name), String(startedAt));
  }
  return result;
}

/**
 * The folders of a package and of all that it depends on, for its development too, as turbo counts; without a name, all that are built.
 * @param {string} [name]
 * @returns {string[]}
 */
function neededFolders(name) {
  const all = workspaceFolders().filter((folder) => !folder.startsWith("docs/"));
  if (name === undefined) return all;
  const projects = new Map(
    all.map((folder) => {
      const manifest = readManifest(join(root, folder));
      return [
        manifest.name,
        { folder, needs: { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies } },
      ];
    }),
  );
  const needed = new Set([name]);
  // The set grows while it is gone through.
  for (const next of needed) for (const other of Object.keys(projects.get(next)?.needs ?? {})) if (projects.has(other)) needed.add(other);
  return Array.from(needed, (next) => projects.get(next)?.folder ?? "");
}

/** @param {string} folder */
function hasBuild(folder) {
  const { scripts = {} } = readManifest(join(root, folder));
  return scripts["build"] !== undefined || scripts["binaries"] !== undefined;
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
