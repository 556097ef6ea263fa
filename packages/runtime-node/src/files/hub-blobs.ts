import { join, sep } from "node:path";

/** Where the blobs lie that a folder in a cache of the Hugging Face hub may link to. */
export interface HubBlobs {
  /** The cache of all repositories. */
  readonly cache: string;
  /** Those of the repository, and those that all repositories of a cache share. */
  readonly folders: readonly string[];
}

/** The blobs of a real path in a snapshot, `models--ORG--NAME/snapshots/COMMIT/…`; undefined for other folders. */
export function hubBlobsOf(folder: string): HubBlobs | undefined {
  const [, cache, repository] = /^(.*)[\\/](models--[^\\/]+)[\\/]snapshots[\\/]/.exec(folder + sep) ?? [];
  if (cache === undefined || repository === undefined) return undefined;
  return { cache, folders: [join(cache, repository, "blobs"), join(cache, "blobs")] };
}

/** Whether a path is that of something in a folder. Both are real paths. */
export const isBelow = (path: string, folder: string): boolean => path.startsWith(folder + sep);
