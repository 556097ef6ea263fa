import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { isGone, thisProcess, type Owner } from "./owner.ts";
import { pauseFor } from "./pause.ts";
import { notWritable, systemCode } from "./system-problem.ts";

/** Milliseconds between two signs of life of a holder, and between two looks at a lock. */
const beat = 2000;
const look = 100;

/**
 * Does work that no other process does at once. The lock is a file that says who holds it; a holder that died, or is silent for half a minute,
 * loses it. It saves work and keeps nothing right: files are whole and named by their bytes whoever writes them, since not every file system has
 * locks that hold. `file`: what a message names, where the lock cannot be written.
 * @throws NestvecError FILE_NOT_WRITABLE, ABORTED, and what the work throws
 */
export async function withLock<T>(path: string, signal: AbortSignal | undefined, work: () => Promise<T>, file: string = path): Promise<T> {
  const mine = JSON.stringify({ ...thisProcess(), id: randomUUID() });
  await take(path, mine, signal, file);
  const heart = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, beat).unref();
  try {
    return await work();
  } finally {
    clearInterval(heart);
    if ((await contentOf(path)) === mine) await rm(path, { force: true }).catch(() => {});
  }
}

async function take(path: string, mine: string, signal: AbortSignal | undefined, subject: string): Promise<void> {
  for (;;) {
    try {
      await mkdir(dirname(path), { recursive: true });
      await write(path, mine);
      return;
    } catch (cause) {
      if (systemCode(cause) !== "EEXIST") throw notWritable(subject, cause);
    }
    const holder = await contentOf(path);
    if (holder !== undefined && (await isForsaken(path, holder))) await clear(path, holder);
    else await pauseFor(look * (0.5 + Math.random()), signal);
  }
}

/** Makes a lock. One that the disk has no room for is none, and must not keep others waiting. */
async function write(path: string, mine: string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(mine);
  } catch (error) {
    await rm(path, { force: true }).catch(() => {});
    throw error;
  } finally {
    await file.close();
  }
}

/** Takes a lock away from one that is gone, unless somebody else has done so meanwhile. */
async function clear(path: string, holder: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => {});
  const taken = await contentOf(aside);
  // Another's, made in between: it goes back, unless a third is there.
  if (taken !== undefined && taken !== holder && (await contentOf(path)) === undefined) await rename(aside, path).catch(() => {});
  await rm(aside, { force: true }).catch(() => {});
}

const contentOf = (path: string): Promise<string | undefined> => readFile(path, "utf8").catch(() => undefined);

async function isForsaken(path: string, holder: string): Promise<boolean> {
  const touched = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  return touched !== undefined && isGone(parsed(holder), touched);
}

function parsed(holder: string): Partial<Owner> {
  try {
    return JSON.parse(holder) as Partial<Owner>;
  } catch {
    // Made just now and not written yet, or by another program: its age decides.
    return {};
  }
}
