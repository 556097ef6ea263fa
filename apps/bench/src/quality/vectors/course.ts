import { setImmediate } from "node:timers/promises";
import { NestvecError } from "@nestvec/core";

/** How far a measurement may go, and whom it tells how far it is. */
export interface Course {
  readonly signal: AbortSignal | undefined;
  /** Whether its time is over: then nothing more is begun. */
  isOver(): boolean;
  /** Gives timers and Ctrl-C their turn amid long computations. @throws NestvecError ABORTED */
  yieldToEvents(): Promise<void>;
  progress(text: string): void;
}

/** What a caller says of it. */
export interface CourseOptions {
  /** After so many, nothing more is begun. Default: no bound. */
  readonly seconds?: number;
  readonly signal?: AbortSignal;
  readonly progress?: (text: string) => void;
}

/** A course that begins now. @throws NestvecError ABORTED where it has ended already */
export function beginCourse({ seconds = Number.POSITIVE_INFINITY, signal, progress }: CourseOptions): Course {
  const until = performance.now() + seconds * 1000;
  const throwIfAborted = (): void => {
    if (signal?.aborted) throw new NestvecError("ABORTED", { what: "measurement of quality" }, { cause: signal.reason });
  };
  throwIfAborted();
  return {
    signal,
    isOver: () => performance.now() >= until,
    async yieldToEvents() {
      await setImmediate();
      throwIfAborted();
    },
    progress: (text) => progress?.(text),
  };
}
