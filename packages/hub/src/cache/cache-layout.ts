import { join } from "node:path";
import { NestvecError } from "@nestvec/core";
import { isRevision } from "../settings/repository-name.ts";

/** Where the hub's cache has what belongs to one repository. Python's huggingface_hub and others have the same. */
export interface RepositoryCache {
  readonly folder: string;
  /** A file by the name of its bytes. */
  blob(oid: string): string;
  /** What only one process at a time downloads. */
  lock(oid: string): string;
  /** The files of a commit by their paths: links to blobs. */
  snapshot(commit: string): string;
  /** What says which commit a branch or tag means. @throws NestvecError ARGUMENT_INVALID for what is no name of one, and might lead out of the folder */
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
    ref(revision) {
      if (isRevision(revision)) return join(folder, "refs", ...revision.split("/"));
      throw new NestvecError("ARGUMENT_INVALID", {
        argument: "revision",
        found: JSON.stringify(revision),
        expected: "a branch, a tag or a commit",
      });
    },
  };
}
