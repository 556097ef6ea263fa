import { rmSync } from "node:fs";

const unfinished = new Set<string>();

/** Remembers a half-written file, so that it can be taken away however the process ends. */
export function markUnfinished(path: string): void {
  if (unfinished.size === 0) process.on("exit", removeUnfinished);
  unfinished.add(path);
}

/** Forgets a file that is complete or already gone. */
export function markFinished(path: string): void {
  unfinished.delete(path);
  if (unfinished.size === 0) process.off("exit", removeUnfinished);
}

/** Takes away every half-written file. */
export function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true });
}
