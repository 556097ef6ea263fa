import { copyFile, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { RepositoryCache } from "../cache/cache-layout.ts";
import { hasBlob, isInSnapshot, linkIntoSnapshot } from "../cache/write-cache.ts";
import { contentDigests, digestFile, kindOf } from "../files/content-digest.ts";
import { placeInside } from "../files/folder-inside.ts";
import { replaceFile } from "../files/replace-file.ts";
import type { ListedFile } from "../protocol/repository-api.ts";

/** Where the files of a model go. */
export interface Place {
  /** The folder in which they lie by their paths. */
  readonly folder: string;
  /** What messages name where there is no room: the cache, or the folder itself. */
  readonly root: string;
  /** Takes a file that is on this machine already, whole; whether there was one. */
  take(file: ListedFile): Promise<boolean>;
  /** Takes away a file that is not what it should be. */
  discard(file: ListedFile): Promise<void>;
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
    async take(file) {
      if (await isInSnapshot(folder, file.path, file.bytes)) return true;
      if (!(await hasBlob(cache, file.oid, file.bytes))) return false;
      await put(file);
      return true;
    },
    async discard(file) {
      await rm(join(folder, ...file.path.split("/")), { force: true });
      await rm(cache.blob(file.oid), { force: true });
    },
    async target({ oid }) {
      return { path: await placeInside(cache.folder, `blobs/${oid}`), lock: cache.lock(oid) };
    },
    put,
  };
}

/** A folder of its own. What the hub's cache has is copied from there; files that lie there are compared with their digests. */
export function folderPlace(given: string, cached: Place): Place {
  const folder = resolve(given);
  return {
    folder,
    root: folder,
    async take(file) {
      const place = await placeInside(folder, file.path);
      if (await isFile(place, file)) return true;
      const source = join(cached.folder, ...file.path.split("/"));
      if (!(await isFile(source, file))) return false;
      await replaceFile(place, (unfinished) => copyFile(source, unfinished));
      return true;
    },
    discard: async (file) => rm(join(folder, ...file.path.split("/")), { force: true }),
    async target(file) {
      const path = await placeInside(folder, file.path);
      return { path, lock: `${path}.nestvec.lock` };
    },
    put: async () => {},
  };
}

/** Whether a file is there with just the bytes that are listed. */
async function isFile(path: string, { bytes, oid }: ListedFile): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size !== bytes) return false;
  // Of a copy in the cache, where there are no links, the name of its bytes is not known.
  if (oid === "") return true;
  const digests = contentDigests(bytes);
  const isRead = await digestFile(path, digests).then(
    () => true,
    () => false,
  );
  return isRead && digests.digest(kindOf(oid)) === oid;
}
