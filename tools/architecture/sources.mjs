import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { readManifest, root, workspaceFolders } from "../run/workspace.mjs";

/**
 * One TypeScript file of a package: its path from the repository's root, with forward slashes, and its text.
 * @typedef {{ readonly path: string, readonly text: string }} SourceFile
 */

/**
 * Every TypeScript file, .tsx too, in the `src` folders of the workspace's packages and apps.
 * @returns {SourceFile[]}
 */
export function readSources() {
  const folders = workspaceFolders().filter((folder) => !folder.startsWith("docs/"));
  return folders.flatMap((folder) => {
    const source = `${folder}/src`;
    if (!existsSync(join(root, source))) return [];
    return readdirSync(join(root, source), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${source}/${name.replaceAll("\\", "/")}`)
      .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
  });
}

/**
 * What can be imported from the workspace's packages and apps, as their manifests say: "@nestvec/core", "@nestvec/core/vectors", …
 * @returns {Set<string>}
 */
export function readEntries() {
  const manifests = workspaceFolders().map((folder) => readManifest(join(root, folder)));
  return new Set(manifests.flatMap(({ name, exports = {} }) => Object.keys(exports).map((path) => name + path.slice(1))));
}

/**
 * The source files that a package's manifest, its build or its page names: "packages/core/src/index.ts", …
 * @returns {Set<string>}
 */
export function readNamedFiles() {
  const named = workspaceFolders().flatMap((folder) =>
    ["package.json", "tsup.config.ts", "vite.config.ts", "index.html"]
      .map((name) => join(root, folder, name))
      .filter((path) => existsSync(path))
      .flatMap((path) => readFileSync(path, "utf8").match(/\bsrc\/[\w./-]+\.tsx?\b/g) ?? [])
      .map((path) => `${folder}/${path}`),
  );
  return new Set(named);
}

/**
 * What a file imports or re-exports, statically, dynamically or as a type, in the order it stands there.
 * @param {SourceFile} file
 * @returns {string[]}
 */
export const importsOf = ({ text }) => ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

/**
 * The folder of the package that a file is in: "packages/core".
 * @param {string} path
 */
export const packageOf = (path) => path.split("/").slice(0, 2).join("/");

/**
 * The folder of the package that an import names, where it names one of the workspace: "packages/core" for "@nestvec/core/vectors".
 * @param {string} specifier
 * @returns {string | undefined}
 */
export function packageFolderOf(specifier) {
  const found = /^(?:@nestvec\/([^/]+)|nestvec(?=$|\/))/.exec(specifier);
  if (found === null) return undefined;
  const name = found[1] ?? "cli";
  if (name === "lab" || name === "models") return `tools/${name}`;
  return ["cli", "server", "bench", "playground"].includes(name) ? `apps/${name}` : `packages/${name}`;
}

/**
 * Whether a file only serves tests: `x.test.ts`, or a helper in a folder `testing`.
 * @param {string} path
 */
export const isForTests = (path) => /\.test\.tsx?$/.test(path) || path.includes("/testing/");
