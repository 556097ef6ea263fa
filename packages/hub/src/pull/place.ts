import { copyFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { RepositoryCache } from "../cache/cache-layout.ts";
import { linkIntoSnapshot } from "../cache/write-cache.ts";
import { placeInside } from "../files/folder-inside.ts";
import { replaceFile } from "../files/replace-file.ts";
import { clearLeftovers } from "../files/unfinished-name.ts";
import type { ListedFile } from "../protocol/repository-api.ts";
import { rightSha256, type RightFile } from "./right-file.ts";

/** Where the files of a model go. What lies there and is wrong stays until the right file replaces it, by a rename. */
export interface Place {
  /** The folder in which they lie by their paths. */
  readonly folder: string;
  /** What messages name where there is no room: the cache, or the folder itself. */
  readonly root: string;
  /** Takes a file that is on this machine already, and right: gives it its path. Its sha256; undefined where there is none. */
  take(wanted: RightFile): Promise<string | undefined>;
  /** Where a file is downloaded to, with that one's lock. */
  target(file: ListedFile): Promise<{ readonly path: string; readonly lock: string }>;
  /** Gives a file that was downloaded its path. */
  put(file: ListedFile): Promise<void>;
}

/** The hub's cache: blobs by their digests, and links to them. */
export function cachePlace(cache: RepositoryCache, commit: string, avoidsLinks: boolean): Place {
  const folder = cache.snapshot(commit);
  const put = (file: ListedFile): Promise<void> => linkIntoSnapshot(cache, commit, file.path, file.oid, avoidsLinks);
  return {
    folder,
    root: dirname(cache.folder),
    async take(wanted) {
      const { file } = wanted;
      const linked = await rightSha256(join(folder, ...file.path.split("/")), wanted, true);
      if (linked !== undefined) return linked;
      const blob = await rightSha256(cache.blob(file.oid), wanted, true);
      if (blob !== undefined) await put(file);
      return blob;
    },
    async target({ oid }) {
      return { path: await placeInside(cache.folder, `blobs/${oid}`), lock: cache.lock(oid) };
    },
    put,
  };
}

/** A folder of its own. What the hub's cache has is copied from there; files in both are compared with their digests. */
export function folderPlace(given: string, cached: Place): Place {
  const folder = resolve(given);
  return {
    folder,
    root: folder,
    async take(wanted) {
      const { path } = wanted.file;
      const place = await placeInside(folder, path);
      const here = await rightSha256(place, wanted, false);
      if (here !== undefined) return here;
      const source = join(cached.folder, ...path.split("/"));
      const copied = await rightSha256(source, wanted, false);
      if (copied === undefined) return undefined;
      // Of a copy that broke off nothing is left.
      await clearLeftovers(place);
      await replaceFile(place, (unfinished) => copyFile(source, unfinished));
      return copied;
    },
    async target(file) {
      const path = await placeInside(folder, file.path);
      return { path, lock: `${path}.nestvec.lock` };
    },
    put: async () => {},
  };
}
