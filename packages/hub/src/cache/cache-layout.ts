import { join } from "node:path";

/** Where the hub's cache has what belongs to one repository. Python's huggingface_hub and others have the same. */
export interface RepositoryCache {
  readonly folder: string;
  /** A file by the name of its bytes. */
  blob(oid: string): string;
  /** What only one process at a time downloads. */
  lock(oid: string): string;
  /** The files of a commit by their paths: links to blobs. */
  snapshot(commit: string): string;
  /** What says which commit a branch or tag means. */
  ref(revision: string): string;
}

/** @see RepositoryCache */
export function repositoryCache(cacheFolder: string, repository: string): RepositoryCache {
  const name = `models--${repository.replace("/", "--")}`;
  const folder = join(cacheFolder, name);
  return {
    folder,
    blob: (oid) => join(folder, "blobs", oid),
    // Python's lock of the same blob is `OID.lock`, held by the system; a file of that name says nothing.
    lock: (oid) => join(cacheFolder, ".locks", name, `${oid}.nestvec.lock`),
    snapshot: (commit) => join(folder, "snapshots", commit),
    ref: (revision) => join(folder, "refs", ...revision.split("/")),
  };
}
