import { NestvecError } from "@nestvec/core";
import type { WorkerHandle } from "./worker-handle.ts";

/** A worker that has not begun by then, in milliseconds, runs something else. */
const defaultTimeout = 30_000;

/**
 * Rejects once a worker has not said in time that it has begun: its file is no worker's. A child is killed. A thread cannot be ended safely, so
 * only the wait ends. When `until` settles, nothing is watched any more.
 * @throws NestvecError WORKER_DIED
 */
export function startTimeout(
  workers: readonly WorkerHandle[],
  until: Promise<unknown>,
  milliseconds: number = defaultTimeout,
): Promise<never> {
  const silent = new Set(workers);
  for (const worker of workers) void worker.started.then(() => silent.delete(worker));
  return new Promise((_, reject) => {
    const timer = setTimeout(() => {
      const [first] = silent;
      if (first === undefined) return;
      const reason = `it said nothing for ${milliseconds / 1000} s`;
      for (const worker of silent) {
        worker.hold(false);
        worker.kill?.(reason);
      }
      reject(new NestvecError("WORKER_DIED", { worker: first.kind, reason }));
    }, milliseconds);
    const stop = (): void => clearTimeout(timer);
    until.then(stop, stop);
  });
}
