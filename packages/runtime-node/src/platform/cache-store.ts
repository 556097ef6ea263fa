import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, type Store } from "@nestvec/core";
import envPaths from "env-paths";
import { makeFolder } from "./make-folder.ts";

/**
 * The user's cache folder for nestvec, or `NESTVEC_CACHE` where that names one; an empty one names none. It may not be there yet.
 * @example
 * ```ts
 * import { cacheFolder } from "@nestvec/runtime-node";
 *
 * console.log(`calibrations are kept in ${cacheFolder()}`); // → calibrations are kept in …
 * ```
 */
export const cacheFolder = (): string => process.env["NESTVEC_CACHE"] || envPaths("nestvec", { suffix: "" }).cache;

/**
 * Small texts kept in the user's cache folder, or in `NESTVEC_CACHE`. Written to a file beside and renamed, so that
 * a reader never sees half of one.
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { cacheStore } from "@nestvec/runtime-node";
 *
 * const store = cacheStore(await mkdtemp(join(tmpdir(), "my-app-")));
 * await store.write("greeting", "hello");
 * console.log(await store.read("greeting"), await store.read("another")); // → hello undefined
 * ```
 */
export function cacheStore(folder: string = cacheFolder()): Store {
  const at = (key: string): string => join(folder, `${key.replaceAll(/[^\w.-]/g, "_")}.json`);
  return {
    read: (key) => readFile(at(key), "utf8").catch(() => undefined),
    async write(key, text) {
      const path = at(key);
      const unfinished = `${path}.${randomUUID()}.part`;
      try {
        await makeFolder(folder);
        await writeFile(unfinished, text);
        await rename(unfinished, path);
        return { kept: true };
      } catch (error) {
        await rm(unfinished, { force: true }).catch(() => undefined);
        return { kept: false, reason: messageOf(error) };
      }
    },
  };
}
