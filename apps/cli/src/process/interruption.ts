import { removeUnfinished } from "./unfinished.ts";

/** Why the work was stopped from outside: Ctrl-C, a request to end, or a reader of the output that went away. */
export type StopReason = "SIGINT" | "SIGTERM" | "output closed";

/** One signal for everything that is under way. Its `reason` is a `StopReason`. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** The reader of the output has gone, as `head` does: stop quietly. */
  outputClosed(): void;
  /** Stops listening. */
  dispose(): void;
}

/**
 * Turns the first Ctrl-C into an abort, so that work ends cleanly, and takes away half-written files at once. The second is left to the
 * system, which ends the process there and then, even while ONNX Runtime blocks this thread.
 */
export function watchInterruptions(): Interruption {
  const controller = new AbortController();
  const stop = (reason: StopReason): void => {
    removeUnfinished();
    controller.abort(reason);
  };
  // Without a listener left, the system's own handling comes back: both go on the first signal.
  const onSignal = (signal: NodeJS.Signals): void => {
    dispose();
    stop(signal === "SIGTERM" ? "SIGTERM" : "SIGINT");
  };
  const dispose = (): void => {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return { signal: controller.signal, outputClosed: () => stop("output closed"), dispose };
}
