import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { messageOf, NestvecError, throwIfAborted, type Signal } from "@nestvec/core";

/** A file that was written. */
export interface WrittenFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** A folder that is there in full or not at all: files are written beside it, and come to their place together. */
export interface NewFolder {
  /** Where its files are until it is finished. */
  readonly path: string;
  /** Writes one file, whose folders are made; a second time it takes the first one's place. @throws NestvecError FILE_NOT_WRITABLE, ABORTED, and what the parts throw */
  write(path: string, parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<WrittenFile>;
  /** Gives the folder its name. @throws NestvecError FILE_NOT_WRITABLE, ARGUMENT_INVALID where something is there by now */
  finish(): Promise<void>;
  /** Removes what was written. Does nothing once it is finished. */
  abandon(): Promise<void>;
}

/**
 * Begins a folder. Nothing is written over: it must not be there yet, or be empty.
 * @throws NestvecError ARGUMENT_INVALID, FILE_NOT_WRITABLE
 */
export async function newFolder(out: string, signal: Signal | undefined): Promise<NewFolder> {
  const target = resolve(out);
  await requireEmpty(target);
  const path = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.partial`);
  await writing(path, () => mkdir(path, { recursive: true }));
  return {
    path,
    write: (name, parts) => writing(join(path, name), () => writeFile(join(path, name), parts, signal)),
    async finish() {
      throwIfAborted(signal, "compiling");
      await requireEmpty(target);
      await rmdir(target).catch(() => {});
      await writing(target, () => rename(path, target));
    },
    abandon: () => rm(path, { recursive: true, force: true }),
  };
}

async function requireEmpty(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: unknown) => (codeOf(error) === "ENOENT" ? [] : ["what is no folder"]));
  if (found.length === 0) return;
  const expected = "a folder that is not there yet, or an empty one: nothing is written over";
  throw new NestvecError("ARGUMENT_INVALID", { argument: "out", found: `"${folder}", which holds ${found[0]}`, expected });
}

async function writeFile(
  file: string,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal: Signal | undefined,
): Promise<WrittenFile> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, "w");
  try {
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const part of parts) {
      throwIfAborted(signal, "compiling");
      hash.update(part);
      await writeAll(handle, part);
      bytes += part.length;
    }
    await handle.sync();
    return { bytes, sha256: hash.digest("hex") };
  } finally {
    await handle.close();
  }
}

/** A write may take less than it is given. */
async function writeAll(handle: Awaited<ReturnType<typeof open>>, part: Uint8Array): Promise<void> {
  let done = 0;
  while (done < part.length) done += (await handle.write(part, done, part.length - done)).bytesWritten;
}

async function writing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (NestvecError.is(error) || codeOf(error) === undefined) throw error;
    throw new NestvecError("FILE_NOT_WRITABLE", { file, problem: messageOf(error) }, { cause: error });
  }
}

/** The system's name of an error, such as ENOSPC. */
const codeOf = (error: unknown): unknown => (typeof error === "object" && error !== null && "code" in error ? error.code : undefined);
