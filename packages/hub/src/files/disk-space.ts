import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { NestvecError } from "@nestvec/core";

/**
 * Checks that a folder, which may not be there yet, has room for so many bytes.
 * @throws NestvecError DISK_FULL
 */
export async function requireSpace(folder: string, needed: number): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await statfs(at).catch(() => undefined);
    if (found !== undefined) {
      const free = found.bavail * found.bsize;
      // Some file systems of networks say 0 for what they do not know.
      if (found.blocks > 0 && free < needed) throw new NestvecError("DISK_FULL", { folder, needed, free });
      return;
    }
    if (dirname(at) === at) return;
  }
}
