import { randomBytes } from "node:crypto";
import { open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { DownloadDestination } from "@nestvec/core/download";
import { contentDigests, digestFile, type DigestKind } from "./content-digest.ts";
import { notWritable } from "./system-problem.ts";

/** A file on its way to a place on the disk. What comes of it is its sha256. */
export interface IncompleteFile extends DownloadDestination<string> {
  /** Lets go of it, and keeps what came for a later download. */
  close(): Promise<void>;
}

// Python's own are `OID.8-DIGITS.incomplete`; what it writes must not be taken from under it.
const ending = /\.nestvec-[0-9a-f]{8}\.incomplete$/;

/** The beginnings of a file that earlier downloads left beside its place, the longest first. */
export async function beginningsOf(place: string): Promise<readonly { readonly path: string; readonly bytes: number }[]> {
  const folder = dirname(place);
  const names = await readdir(folder).catch((): string[] => []);
  const ours = names.filter((name) => ending.test(name) && name.replace(ending, "") === basename(place));
  const found = await Promise.all(
    ours.map(async (name) => {
      const path = join(folder, name);
      return {
        path,
        bytes: await stat(path).then(
          ({ size }) => size,
          () => 0,
        ),
      };
    }),
  );
  return found.toSorted((left, right) => right.bytes - left.bytes);
}

/**
 * A file that is written beside its place under a name of its own, and gets the good name when it is whole, on the disk, and found right. Begins
 * with what an earlier download left. Bytes are written at their places, never behind one another, so two writers of one file write the same.
 * @throws NestvecError FILE_NOT_WRITABLE from its functions
 */
export function incompleteFile(place: string, bytes: number, kind: DigestKind): IncompleteFile {
  const path = `${place}.nestvec-${randomBytes(4).toString("hex")}.incomplete`;
  let file: FileHandle | undefined;
  let digests = contentDigests(bytes, kind);
  let filled = 0;
  let isAdopted = false;

  async function adopt(): Promise<void> {
    isAdopted = true;
    for (const earlier of await beginningsOf(place)) {
      // Whoever renames it first has it.
      const isOurs = filled === 0 && earlier.bytes > 0 && earlier.bytes <= bytes && (await rename(earlier.path, path).then(yes, no));
      if (!isOurs) {
        await rm(earlier.path, { force: true }).catch(() => {});
        continue;
      }
      file = await open(path, "r+");
      await digestFile(path, digests);
      filled = earlier.bytes;
    }
  }

  const guarded =
    <Arguments extends readonly unknown[], T>(work: (...given: Arguments) => Promise<T>) =>
    async (...given: Arguments) =>
      work(...given).catch((cause: unknown) => {
        throw notWritable(place, cause);
      });

  async function close(): Promise<void> {
    await file?.close();
    file = undefined;
    if (filled === 0) await rm(path, { force: true }).catch(() => {});
  }

  return {
    beginning: guarded(async () => {
      if (!isAdopted) await adopt();
      return { bytes: filled, validator: undefined };
    }),
    forget: guarded(async () => {
      await file?.close();
      file = undefined;
      filled = 0;
      digests = contentDigests(bytes, kind);
      await rm(path, { force: true });
    }),
    start: guarded(async () => {
      file ??= await open(path, "wx");
    }),
    append: guarded(async (chunk: Uint8Array) => {
      for (let written = 0; written < chunk.length;)
        written += (await file?.write(chunk, written, chunk.length - written, filled + written))?.bytesWritten ?? 0;
      digests.update(chunk);
      filled += chunk.length;
    }),
    flush: async () => {},
    digest: async () => digests.ofKind(),
    finish: guarded(async () => {
      // A name without its bytes is what a failing machine would leave otherwise.
      await file?.datasync();
      await file?.close();
      file = undefined;
      await rename(path, place);
      return digests.sha256();
    }),
    close,
  };
}

const yes = (): boolean => true;
const no = (): boolean => false;
