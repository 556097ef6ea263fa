import { fork } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { builtFile } from "../engine/built-file.ts";
import type { BulkTask, BulkTold } from "./bulk-child.ts";

/** How the process of a job ended, and what it told. */
export interface JobRun {
  readonly told: readonly BulkTold[];
  readonly signal: NodeJS.Signals | null;
}

/** Runs a job in a process of its own, and kills it after some time where one is given. @throws Error where it fails by itself */
export async function runJob(task: BulkTask, killAfter?: number): Promise<JobRun> {
  const child = fork(builtFile("bulk-child.js"), [JSON.stringify(task)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const told: BulkTold[] = [];
  child.on("message", (message) => told.push(message as BulkTold));
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) =>
      code === 0 || signal !== null ? resolve(signal) : reject(new Error(`A job ended with exit code ${code}.`)),
    );
  });
  if (killAfter !== undefined) {
    await wait(killAfter);
    child.kill("SIGKILL");
  }
  return { signal: await ended, told };
}
