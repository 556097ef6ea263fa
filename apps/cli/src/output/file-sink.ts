import { randomUUID } from "node:crypto";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { NestvecError } from "@nestvec/core";
import type { SeekableSink } from "@nestvec/records";
import { systemProblem } from "../process/system-problem.ts";
import { markFinished, markUnfinished } from "../process/unfinished.ts";

/** A file that comes into being only when it is complete. */
export interface FileSink extends SeekableSink {
  /** Gives the complete file its name. @throws NestvecError FILE_NOT_WRITABLE */
  finish(): Promise<void>;
  /** Takes away the older file of this name, before this one is complete. @throws NestvecError FILE_NOT_WRITABLE */
  removeOlder(): Promise<void>;
  /** Takes away what was written. Does nothing after `finish`. */
  discard(): Promise<void>;
}

/**
 * Opens a file for output. A regular file is written beside its place under another name and moved there once it is complete, so that
 * nobody ever sees half of it, and an older file stays until then. What is no regular file, such as `/dev/null` or a named pipe, is
 * written directly.
 * @throws NestvecError FILE_NOT_WRITABLE
 */
export async function openFileSink(path: string): Promise<FileSink> {
  return attempt(path, async () => {
    const target = await realpath(path).catch(() => path);
    const status = await stat(target).catch(() => undefined);
    if (status?.isDirectory()) throw new NestvecError("FILE_NOT_WRITABLE", { file: path, problem: "it is a folder" });
    if (status !== undefined && !status.isFile()) return directSink(path, await open(target, "w"));
    const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
    const handle = await open(temporary, "wx", status?.mode);
    markUnfinished(temporary);
    return replacingSink(path, target, temporary, handle);
  });
}

function replacingSink(path: string, target: string, temporary: string, handle: FileHandle): FileSink {
  let isOpen = true;
  return {
    write: (content) => attempt(path, () => writeAll(handle, content)),
    overwrite: (position, content) => attempt(path, () => writeAt(handle, content, position)),
    removeOlder: () => attempt(path, () => rm(target, { force: true })),
    finish: () =>
      attempt(path, async () => {
        await handle.sync();
        await handle.close();
        isOpen = false;
        await rename(temporary, target);
        markFinished(temporary);
      }),
    discard: async () => {
      if (isOpen) await handle.close();
      isOpen = false;
      await rm(temporary, { force: true });
      markFinished(temporary);
    },
  };
}

function directSink(path: string, handle: FileHandle): FileSink {
  const notHere = { file: path, problem: "it is no regular file, which this format needs" };
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await handle.close();
    isOpen = false;
  };
  return {
    write: (content) => attempt(path, () => writeAll(handle, content)),
    overwrite: () => Promise.reject(new NestvecError("FILE_NOT_WRITABLE", notHere)),
    removeOlder: () => Promise.resolve(),
    finish: () => attempt(path, close),
    discard: close,
  };
}

// `writeFile` on a handle writes from where it stands, and all of it, where `write` may stop short.
async function writeAll(handle: FileHandle, content: string | Uint8Array): Promise<void> {
  await handle.writeFile(content);
}

async function writeAt(handle: FileHandle, content: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < content.length;) {
    const { bytesWritten } = await handle.write(content, written, content.length - written, position + written);
    written += bytesWritten;
  }
}

async function attempt<Result>(file: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    if (NestvecError.is(cause)) throw cause;
    throw new NestvecError("FILE_NOT_WRITABLE", { file, problem: systemProblem(cause) }, { cause });
  }
}
