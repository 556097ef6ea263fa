import type { Signal } from "../platform.ts";

/**
 * Takes the abort signal out of a call's arguments, since it cannot be sent: the arguments without it, the signal, and the place of the
 * argument that had it.
 */
export function withoutSignal(input: readonly unknown[]): {
  readonly plain: readonly unknown[];
  readonly signal?: Signal;
  readonly place?: number;
} {
  for (const [place, argument] of input.entries()) {
    if (typeof argument !== "object" || argument === null || !("signal" in argument)) continue;
    const { signal, ...rest } = argument;
    const plain = input.with(place, rest);
    if (signal !== undefined) return { plain, signal: signal as Signal, place };
    return { plain };
  }
  return { plain: input };
}

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
