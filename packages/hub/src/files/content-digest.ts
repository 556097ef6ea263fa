import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Writable } from "node:stream";

/** How a file is named by its bytes: their sha256, or what git has for a file, a sha1 over its size and its bytes. */
export type DigestKind = "sha256" | "git";

/** Digests of a file as its bytes come, in hexadecimal. */
export interface ContentDigests {
  update(bytes: Uint8Array): void;
  digest(kind: DigestKind): string;
}

/** The digests of a file of so many bytes. git's begins with them, so they must be known. */
export function contentDigests(bytes: number): ContentDigests {
  const hashes: Readonly<Record<DigestKind, Hash>> = {
    sha256: createHash("sha256"),
    git: createHash("sha1").update(`blob ${bytes}\0`),
  };
  return {
    update(chunk) {
      hashes.sha256.update(chunk);
      hashes.git.update(chunk);
    },
    digest: (kind) => hashes[kind].copy().digest("hex"),
  };
}

/** Which digest a name of this length is. */
export const kindOf = (oid: string): DigestKind => (oid.length === 64 ? "sha256" : "git");

/** Takes in a file from the disk. */
export async function digestFile(path: string, digests: ContentDigests): Promise<void> {
  const into = new Writable({
    write(chunk: Uint8Array, _, done) {
      digests.update(chunk);
      done();
    },
  });
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), into);
}
