import { randomUUID } from "node:crypto";
import { open, readdir, rename, rm, stat, utimes, writeFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, type CachedFile, type FileCache } from "@nestvec/core";
import { lockOf } from "./file-lock.ts";
import { makeFolder } from "./make-folder.ts";

/** So many files are kept, those used last. */
const mostFiles = 8;

/**
 * A cache of large files in a folder. Each is written to a file beside and renamed, so that a reader never sees half of one. Of several processes that want the same
 * file one makes it, and the others wait.
 */
export function fileCache(folder: string): FileCache {
  return {
    async file(key, wanted) {
      const path = join(folder, fileName(key));
      const kept = await readKept(path, wanted);
      if (kept !== undefined) return { file: kept, problem: undefined };
      const unfinished = `${path}.${randomUUID()}.part`;
      const problem = await makeFolder(folder)
        .then(() => writeFile(unfinished, ""))
        .then(() => undefined, messageOf);
      if (problem !== undefined) return { file: undefined, problem };
      const unlock = await lockOf(path);
      try {
        const made = await readKept(path, wanted);
        if (made !== undefined) return { file: made, problem: undefined };
        const bytes = await wanted.make();
        const notKept = await keep(bytes, unfinished, path);
        return { file: bytes.buffer, problem: notKept };
      } finally {
        await Promise.all([unlock(), rm(unfinished, { force: true })]).catch(() => {});
      }
    },
  };

  async function keep(bytes: Uint8Array, unfinished: string, path: string): Promise<string | undefined> {
    try {
      await writeFile(unfinished, bytes);
      await rename(unfinished, path);
    } catch (error) {
      return messageOf(error);
    }
    await removeOldest(folder).catch(() => {});
    return undefined;
  }
}

/** The same with a folder that is looked into before, and where nothing is written: that of a model, which may have come with its files. */
export function filesBefore(folder: string, cache: FileCache): FileCache {
  return {
    async file(key, wanted) {
      const file = await readWhole(join(folder, fileName(key)), wanted);
      return file === undefined ? cache.file(key, wanted) : { file, problem: undefined };
    },
  };
}

/** What the file of a key is called. */
export const fileName = (key: string): string => `${key}.bin`;

/** What is there and right. Its time is set to now, since those used last are kept. */
async function readKept(path: string, wanted: CachedFile): Promise<ArrayBufferLike | undefined> {
  const file = await readWhole(path, wanted);
  const now = new Date();
  if (file !== undefined) await utimes(path, now, now).catch(() => {});
  return file;
}

async function readWhole(path: string, wanted: CachedFile): Promise<ArrayBufferLike | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const { size } = await handle.stat();
    const file = new Uint8Array(size);
    const { bytesRead } = await handle.read(file, 0, size, 0);
    if (bytesRead !== size || !(await wanted.isWhole(file.buffer))) return undefined;
    return file.buffer;
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

async function removeOldest(folder: string): Promise<void> {
  // Those that were left unfinished go with time, too.
  const names = (await readdir(folder)).filter((name) => !name.endsWith(".lock"));
  const files = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), time: (await stat(join(folder, name))).mtimeMs })),
  );
  const oldest = files.toSorted((left, right) => right.time - left.time).slice(mostFiles);
  await Promise.all(oldest.map(({ path }) => rm(path, { force: true })));
}
