import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, statfs, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { lockOf } from "../platform/file-lock.ts";
import { makeFolder } from "../platform/make-folder.ts";
import type { ProbeAnswers } from "./probe.ts";

/** An entry that is whole. */
export interface PrepackedEntry {
  readonly answers: ProbeAnswers;
  path(name: string): string;
}

/** A folder of graphs with prepacked weights, each in a folder of its own by its key. Several processes may use it at once. */
export interface PrepackedFolder {
  /** How many bytes it may have. */
  readonly mostBytes: number;
  find(key: string): Promise<PrepackedEntry | undefined>;
  /**
   * Makes an entry of the files that `fill` writes and the answers that it returns. Another process that writes it is waited for. Entries that were not used
   * for the longest time are removed where there is no room. `bytes`: those of the weights, of which an entry has at most twice as many. Returns why nothing
   * was written, if the disk has no room; throws the error of the system, and what `fill` throws.
   */
  write(key: string, bytes: number, fill: (at: (name: string) => string) => Promise<ProbeAnswers>): Promise<string | undefined>;
  remove(key: string): Promise<void>;
}

const answersName = "answers.json";

/** How long nobody may have written to an unfinished entry before its process is taken for dead, in milliseconds. */
const deadAfter = 600_000;

/** Left to others on the disk. */
const leftFree = 1 << 30;

/** @see PrepackedFolder */
export function prepackedFolder(folder: string, mostBytes: number): PrepackedFolder {
  const at = (key: string): string => join(folder, key);
  const remove = (name: string): Promise<void> => rm(at(name), { recursive: true, force: true }).catch(() => undefined);

  async function find(key: string): Promise<PrepackedEntry | undefined> {
    try {
      const answers: unknown = JSON.parse(await readFile(join(at(key), answersName), "utf8"));
      if (!isAnswers(answers)) return undefined;
      const now = new Date();
      // By it, the entry that was not used for the longest time is known.
      await utimes(join(at(key), answersName), now, now).catch(() => undefined);
      return { answers, path: (name) => join(at(key), name) };
    } catch {
      return undefined;
    }
  }

  async function makeRoom(bytes: number): Promise<string | undefined> {
    const { bavail, bsize } = await statfs(folder);
    if (bytes > 0 && bavail * bsize < bytes + leftFree) return `the disk of "${folder}" has no room for ${bytes} bytes`;
    const names = (await readdir(folder)).filter((name) => !name.endsWith(".lock"));
    const entries = await Promise.all(names.map(async (name) => ({ name, ...(await sizeAndUse(at(name))) })));
    const stale = entries.filter(({ name, used }) => name.endsWith(partSuffix) && Date.now() - used > deadAfter);
    for (const { name } of stale) await remove(name);
    const whole = entries.filter(({ name }) => !name.endsWith(partSuffix)).toSorted((left, right) => left.used - right.used);
    let total = whole.reduce((sum, entry) => sum + entry.size, bytes);
    for (const { name, size } of whole) {
      if (total <= mostBytes) return undefined;
      await remove(name);
      total -= size;
    }
    return undefined;
  }

  return {
    mostBytes,
    find,
    async write(key, bytes, fill) {
      await makeFolder(folder);
      const unlock = await lockOf(at(key));
      const unfinished = `${key}.${randomUUID()}${partSuffix}`;
      try {
        // Another has written it meanwhile.
        if ((await find(key)) !== undefined) return undefined;
        const problem = await makeRoom(2 * bytes);
        if (problem !== undefined) return problem;
        await mkdir(at(unfinished));
        const answers = await fill((name) => join(at(unfinished), name));
        await writeFile(join(at(unfinished), answersName), JSON.stringify(answers));
        await remove(key);
        await rename(at(unfinished), at(key));
        return undefined;
      } finally {
        await remove(unfinished);
        await unlock();
      }
    },
    remove,
  };
}

const partSuffix = ".part";

async function sizeAndUse(folder: string): Promise<{ readonly size: number; readonly used: number }> {
  try {
    const names = (await stat(folder)).isDirectory() ? await readdir(folder) : [];
    const files = await Promise.all([folder, ...names.map((name) => join(folder, name))].map((path) => stat(path)));
    return { size: files.reduce((sum, file) => sum + file.size, 0), used: Math.max(...files.map(({ mtimeMs }) => mtimeMs)) };
  } catch {
    return { size: 0, used: Date.now() };
  }
}

const isAnswers = (value: unknown): value is ProbeAnswers =>
  typeof value === "object" && value !== null && Object.values(value).every((numbers) => Array.isArray(numbers));
