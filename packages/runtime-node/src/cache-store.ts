import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "@nestvec/core";
import envPaths from "env-paths";

/**
 * Small texts kept in the user's cache folder, or in `NESTVEC_CACHE`. Written to a file beside and renamed, so that
 * a reader never sees half of one.
 */
export function cacheStore(folder: string = process.env["NESTVEC_CACHE"] ?? envPaths("nestvec", { suffix: "" }).cache): Store {
  const at = (key: string): string => join(folder, `${key.replaceAll(/[^\w.-]/g, "_")}.json`);
  return {
    read: (key) => readFile(at(key), "utf8").catch(() => undefined),
    async write(key, text) {
      const path = at(key);
      const unfinished = `${path}.${process.pid}.part`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(unfinished, text);
        await rename(unfinished, path);
        return { kept: true };
      } catch (error) {
        return { kept: false, reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
