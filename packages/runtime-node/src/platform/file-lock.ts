import { rm, stat, writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { systemCode } from "./make-folder.ts";

/** For so long another process that makes the same file or folder is waited for, and a lock that it left behind counts. In milliseconds. */
const longestWait = 60_000;
const pollEvery = 50;

/** Waits until no other makes the file or folder of a path. Gives what lets others in again. */
export async function lockOf(path: string): Promise<() => Promise<void>> {
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
