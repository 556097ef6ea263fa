import { realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { readManifest } from "@nestvec/core";
import { hubBlobsOf, isBelow } from "../files/hub-blobs.ts";
import { directory } from "../files/directory.ts";

/** What a file's bytes must come to. */
export interface ListedDigest {
  readonly path: string;
  /** `git`: what git names a file by, the sha1 of its size and bytes. */
  readonly kind: "sha256" | "git";
  /** In hexadecimal. */
  readonly digest: string;
  /** Who says so. */
  readonly by: string;
}

/** Where the digests of a model may be listed. */
export interface DigestSources {
  readonly folder: string;
  /** The paths of all its files. */
  readonly files: readonly string[];
  /** A lock file of `nestvec pull`, and the repository that the model is in it, where it is not to be read off the folder. */
  readonly lockFile: string;
  readonly repository: string | undefined;
}

/** The digests that a manifest, the names of the hub cache's blobs, and a lock file state. @throws NestvecError CONFIG_INVALID, FILE_NOT_READABLE */
export async function listedDigests({ folder, files, lockFile, repository }: DigestSources): Promise<readonly ListedDigest[]> {
  const listed: ListedDigest[] = [];
  for (const [path, { sha256 }] of (await readManifest(directory(folder))) ?? [])
    listed.push({ path, kind: "sha256", digest: sha256, by: "nestvec-manifest.json" });

  const real = await realpath(folder).catch(() => folder);
  const blobs = hubBlobsOf(real);
  for (const path of blobs === undefined ? [] : files) {
    const file = await realpath(join(folder, path)).catch(() => "");
    const name = basename(file);
    const isBlob = blobs?.folders.some((candidate) => isBelow(file, candidate)) === true && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name);
    if (isBlob) listed.push({ path, kind: name.length === 64 ? "sha256" : "git", digest: name, by: "the name of its blob" });
  }

  const named = repository ?? repositoryOf(real);
  const { readLock } = await import("@nestvec/hub");
  const locked = named === undefined ? undefined : await readLock(lockFile, named);
  for (const [path, { sha256 }] of Object.entries(locked?.files ?? {}))
    listed.push({ path, kind: "sha256", digest: sha256, by: basename(lockFile) });
  return listed;
}

/** `ORG/NAME` of a folder in the hub's cache. */
function repositoryOf(folder: string): string | undefined {
  const name = /[\\/]models--([^\\/]+)[\\/]snapshots[\\/]/.exec(folder)?.[1];
  return name?.replace("--", "/");
}
