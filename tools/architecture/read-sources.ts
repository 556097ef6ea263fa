import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readManifest, root, workspaceFolders } from "../run/workspace.mjs";
import type { SourceFile } from "./source-file.ts";

/** Every TypeScript file, .tsx too, in the `src` folders of the workspace's packages and apps. */
export function readSources(): SourceFile[] {
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

/** What can be imported from the workspace's packages and apps, as their manifests say: "@nestvec/core", "@nestvec/core/vectors", … */
export function readEntries(): Set<string> {
  const manifests = workspaceFolders().map((folder) => readManifest(join(root, folder)));
  return new Set(manifests.flatMap(({ name, exports = {} }) => Object.keys(exports).map((path) => name + path.slice(1))));
}
