import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Folders in folders that are looked into: a published graph is two deep, `onnx/layer-6/model.onnx`. */
const deepest = 4;

/** A folder of more is no model's. */
const mostFiles = 10_000;

/**
 * The files in a folder and in those below it, by path with forward slashes, the shallowest first; undefined where they are more than any model has.
 * Links count as what they lead to. Folders whose names begin with a dot, `node_modules` and what cannot be read are left out.
 */
export async function filesIn(root: string, most: number = mostFiles): Promise<readonly string[] | undefined> {
  const files: string[] = [];
  let folders = [""];
  for (let depth = 0; depth < deepest && folders.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of folders) {
      for (const { path, isFolder } of await entriesOf(root, folder)) (isFolder ? next : files).push(path);
      if (files.length + next.length > most) return undefined;
    }
    folders = next;
  }
  return files;
}

async function entriesOf(root: string, folder: string): Promise<readonly { readonly path: string; readonly isFolder: boolean }[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const found: { path: string; isFolder: boolean }[] = [];
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    const path = folder + entry.name;
    const kind = entry.isSymbolicLink() ? await stat(join(root, path)).catch(() => undefined) : entry;
    if (kind?.isDirectory() === true) found.push({ path: `${path}/`, isFolder: true });
    else if (kind?.isFile() === true) found.push({ path, isFolder: false });
  }
  return found;
}
