import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { Writable } from "node:stream";

/** How a file is named by its bytes: their sha256, or what git has for a file, a sha1 over its size and its bytes. */
export type DigestKind = "sha256" | "git";

/** Digests of a file as its bytes come, in hexadecimal. */
export interface ContentDigests {
  update(bytes: Uint8Array): void;
  sha256(): string;
  /** The one of the kind that was asked for. */
  ofKind(): string;
}

/** The digests of a file of so many bytes: its sha256, and git's where that is the kind. git's begins with the size, so it must be known. */
export function contentDigests(bytes: number, kind: DigestKind): ContentDigests {
  const sha256 = createHash("sha256");
  const git = kind === "git" ? createHash("sha1").update(`blob ${bytes}\0`) : undefined;
  return {
    update(chunk) {
      sha256.update(chunk);
      git?.update(chunk);
    },
    sha256: () => hex(sha256),
    ofKind: () => hex(git ?? sha256),
  };
}

/**
 * Reads a file in full: its sha256, and what git names it by, in hexadecimal.
 * @throws an Error of the system where it cannot be read
 * @example
 * ```ts
 * import { fileDigests } from "@nestvec/hub";
 *
 * const { sha256, git } = await fileDigests("package.json");
 * console.log(sha256.length, git.length); // → 64 40
 * ```
 */
export async function fileDigests(path: string): Promise<{ readonly sha256: string; readonly git: string }> {
  const digests = contentDigests((await stat(path)).size, "git");
  await digestFile(path, digests);
  return { sha256: digests.sha256(), git: digests.ofKind() };
}

/** Which digest a name of this length is. */
export const kindOf = (oid: string): DigestKind => (oid.length === 64 ? "sha256" : "git");

/** Takes in a file from the disk. */
export async function digestFile(path: string, digests: ContentDigests, signal?: AbortSignal): Promise<void> {
  const into = new Writable({
    write(chunk: Uint8Array, _, done) {
      digests.update(chunk);
      done();
    },
  });
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), into, { signal });
}

const hex = (hash: Hash): string => hash.copy().digest("hex");
