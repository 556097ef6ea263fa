import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ListedFile, Listing } from "../protocol/repository-api.ts";

/** The files that a snapshot of the cache has, in place of the hub's list, where the hub cannot be asked. */
export async function localListing(folder: string): Promise<Listing> {
  const listing = new Map<string, ListedFile>();
  const paths = await readdir(folder, { recursive: true }).catch((): string[] => []);
  for (const native of paths) {
    const found = await stat(join(folder, native)).catch(() => undefined);
    if (found?.isFile() !== true || native.endsWith(".incomplete")) continue;
    const path = native.replaceAll("\\", "/");
    const name = basename(await realpath(join(folder, native)));
    const oid = /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(name) ? name : "";
    listing.set(path, { path, bytes: found.size, oid, isLfs: oid.length === 64 });
  }
  return listing;
}
