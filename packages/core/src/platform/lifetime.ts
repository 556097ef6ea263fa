import { NestvecError } from "../errors/nestvec-error.ts";

/** Keeps count of the work under way, so that disposing waits for it and refuses what comes later. */
export interface Lifetime {
  /** Runs some work, unless disposed. @throws NestvecError DISPOSED */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** @throws NestvecError DISPOSED */
  requireOpen(): void;
  /** Refuses new work at once, waits for what is under way, then frees. A second call gives the same promise. */
  dispose(): Promise<void>;
}

/** @see Lifetime */
export function lifetime(what: string, free: () => Promise<void>): Lifetime {
  const working = new Set<Promise<unknown>>();
  let disposed: Promise<void> | undefined;
  const requireOpen = (): void => {
    if (disposed !== undefined) throw new NestvecError("DISPOSED", { what });
  };
  return {
    requireOpen,
    async during(work) {
      requireOpen();
      const promise = work();
      working.add(promise);
      try {
        return await promise;
      } finally {
        working.delete(promise);
      }
    },
    dispose: () => (disposed ??= Promise.allSettled(working).then(free)),
  };
}
