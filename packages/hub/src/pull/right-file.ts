import { stat } from "node:fs/promises";
import { contentDigests, digestFile, kindOf } from "../files/content-digest.ts";
import type { ListedFile } from "../protocol/repository-api.ts";

/** What a file on the disk must be. */
export interface RightFile {
  readonly file: ListedFile;
  /** What the lock file of a frozen download says: then the bytes are read, wherever they are. */
  readonly lockedSha256: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The sha256 of a file on the disk where it is the one that is wanted; undefined where it is not, or cannot be read. */
export async function rightSha256(path: string, { file, lockedSha256, signal }: RightFile, isBlob: boolean): Promise<string | undefined> {
  const { bytes, oid } = file;
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size !== bytes) return undefined;
  // A blob of the cache is whole or not there, and has its digest for a name.
  if (isBlob && lockedSha256 === undefined && file.isLfs) return oid;
  // Of a copy in the cache, where there are no links, the name of its bytes is not known.
  const expected = lockedSha256 ?? (isBlob || oid === "" ? undefined : oid);
  const digests = contentDigests(bytes, expected === undefined ? "sha256" : kindOf(expected));
  const isRead = await digestFile(path, digests, signal).then(
    () => true,
    () => false,
  );
  if (!isRead || (expected !== undefined && digests.ofKind() !== expected)) return undefined;
  return digests.sha256();
}
