import { randomUUID } from "node:crypto";
import { open, readdir, rename, rm, stat, utimes, writeFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { messageOf, type CachedFile, type FileCache } from "@nestvec/core";
import { makeFolder, systemCode } from "./make-folder.ts";

/** So many files are kept, those used last. */
const mostFiles = 8;

/** For so long another process that makes the same file is waited for, and a lock that it left behind counts. In milliseconds. */
const longestWait = 60_000;
const pollEvery = 50;

/**
 * A cache of large files in a folder. Each is written to a file beside and renamed, so that a reader never sees half of one. Of several processes that want the same
 * file one makes it, and the others wait.
 */
export function fileCache(folder: string): FileCache {
  return {
    async file(key, wanted) {
      const path = join(folder, `${key}.bin`);
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

/** What is there and right. Its time is set to now, since those used last are kept. */
async function readKept(path: string, wanted: CachedFile): Promise<ArrayBufferLike | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const { size } = await handle.stat();
    const file = new Uint8Array(size);
    const { bytesRead } = await handle.read(file, 0, size, 0);
    if (bytesRead !== size || !(await wanted.isWhole(file.buffer))) return undefined;
    const now = new Date();
    await utimes(path, now, now).catch(() => {});
    return file.buffer;
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

/** Waits until no other makes the file of a path. Gives what lets others in again. */
async function lockOf(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  for (;;) {
    const problem = await writeFile(lock, "", { flag: "wx" }).then(() => undefined, systemCode);
    if (problem === undefined) return () => rm(lock, { force: true });
    // Without a lock two make the same file, which is no harm.
    if (problem !== "EEXIST") return async () => {};
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > longestWait) await rm(lock, { force: true });
    else await setTimeout(pollEvery);
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
