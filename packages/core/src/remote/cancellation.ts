import type { Signal } from "../platform.ts";

/** A signal that the caller's cancel message sets off. */
export interface Cancellation {
  readonly signal: Signal;
  abort(reason: unknown): void;
}

/** @see Cancellation */
export function cancellation(): Cancellation {
  const listeners = new Set<() => void>();
  let aborted = false;
  let reason: unknown;
  return {
    signal: {
      get aborted() {
        return aborted;
      },
      get reason() {
        return reason;
      },
      addEventListener: (_type, listener) => void listeners.add(listener),
      removeEventListener: (_type, listener) => void listeners.delete(listener),
    },
    abort(why) {
      if (aborted) return;
      aborted = true;
      reason = why;
      for (const listener of listeners) listener();
      listeners.clear();
    },
  };
}
