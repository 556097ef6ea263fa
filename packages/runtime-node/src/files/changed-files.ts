import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { readManifest } from "@nestvec/core";
import { directory } from "./directory.ts";

/**
 * The files of a model whose contents are not those that its manifest lists, by path; undefined where it has no manifest. Reads every
 * file in full, which loading a model never does.
 * @throws NestvecError CONFIG_INVALID, FILE_NOT_READABLE, FILE_NOT_UTF8
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { changedFiles } from "@nestvec/runtime-node";
 *
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * console.log(await changedFiles(folder)); // → []
 * ```
 */
export async function changedFiles(folder: string): Promise<readonly string[] | undefined> {
  const manifest = await readManifest(directory(folder));
  if (manifest === undefined) return undefined;
  const changed: string[] = [];
  for (const [path, { sha256 }] of manifest) {
    const hash = createHash("sha256");
    // A file that is not there is none that changed: opening its exit says that it is missing.
    const isRead = await pipeline(createReadStream(join(folder, path)), hash).then(
      () => true,
      () => false,
    );
    if (isRead && hash.digest("hex") !== sha256) changed.push(path);
  }
  return changed;
}
