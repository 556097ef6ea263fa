import { open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { ConnectionError, type DownloadDestination } from "@nestvec/core/download";
import { contentDigests, digestFile, type DigestKind } from "./content-digest.ts";
import { notWritable } from "./system-problem.ts";
import { clearLeftovers, freeName, leftoversOf, ownName } from "./unfinished-name.ts";

/** A file on its way to a place on the disk. What comes of it is its sha256. */
export interface IncompleteFile extends DownloadDestination<string> {
  /** Lets go of it, and keeps what came for a later download. */
  close(): Promise<void>;
}

/** Milliseconds between two looks at whether a file is still this process's. */
const look = 1000;

/**
 * A file that is written beside its place under a name of its own, and gets the good name when it is whole, on the disk, and found right. Begins
 * with what an earlier download left, not with what a living process writes.
 * @throws NestvecError FILE_NOT_WRITABLE from its functions; ConnectionError where another process took this one for gone, and the file with it
 */
export function incompleteFile(place: string, bytes: number, kind: DigestKind): IncompleteFile {
  let path = ownName(place);
  let file: FileHandle | undefined;
  let digests = contentDigests(bytes, kind);
  let filled = 0;
  let isAdopted = false;
  let looked = 0;

  async function adopt(): Promise<void> {
    isAdopted = true;
    for (const leftover of await leftoversOf(place)) {
      // Whoever renames it first has it.
      const isOurs = filled === 0 && leftover.bytes > 0 && leftover.bytes <= bytes && (await rename(leftover.path, path).then(yes, no));
      if (!isOurs) {
        await rm(leftover.path, { force: true }).catch(() => {});
        continue;
      }
      file = await open(path, "r+");
      await digestFile(path, digests);
      filled = leftover.bytes;
    }
  }

  async function reset(): Promise<void> {
    await file?.close();
    file = undefined;
    filled = 0;
    digests = contentDigests(bytes, kind);
  }

  /** A process that stood still for long, as on a machine that slept, may have lost its file to another, which must not be written into. */
  async function requireOurs(): Promise<void> {
    looked = performance.now();
    const [ours, named] = await Promise.all([file?.stat(), stat(path).catch(() => undefined)]);
    if (ours === undefined || (named?.ino === ours.ino && named.dev === ours.dev)) return;
    await reset();
    path = ownName(place);
    throw new ConnectionError("another process has taken over what had come");
  }

  const guarded =
    <Arguments extends readonly unknown[], T>(work: (...given: Arguments) => Promise<T>) =>
    async (...given: Arguments) =>
      work(...given).catch((cause: unknown) => {
        throw cause instanceof ConnectionError ? cause : notWritable(place, cause);
      });

  return {
    beginning: guarded(async () => {
      if (!isAdopted) await adopt();
      return { bytes: filled, validator: undefined };
    }),
    forget: guarded(async () => {
      await reset();
      await rm(path, { force: true });
    }),
    start: guarded(async () => {
      file ??= await open(path, "wx");
    }),
    append: guarded(async (chunk: Uint8Array) => {
      if (performance.now() - looked > look) await requireOurs();
      for (let written = 0; written < chunk.length;)
        written += (await file?.write(chunk, written, chunk.length - written, filled + written))?.bytesWritten ?? 0;
      digests.update(chunk);
      filled += chunk.length;
    }),
    flush: async () => {},
    digest: async () => digests.ofKind(),
    finish: guarded(async () => {
      await requireOurs();
      // A name without its bytes is what a failing machine would leave otherwise.
      await file?.datasync();
      await file?.close();
      file = undefined;
      await rename(path, place);
      // Those of processes that seemed to live when this one began: nobody would look for them again.
      await clearLeftovers(place);
      return digests.sha256();
    }),
    async close() {
      await file?.close();
      file = undefined;
      if (filled === 0) await rm(path, { force: true }).catch(() => {});
      else await rename(path, freeName(place)).catch(() => {});
    },
  };
}

const yes = (): boolean => true;
const no = (): boolean => false;
