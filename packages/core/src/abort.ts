import { describeValue } from "./describe-value.ts";
import { NestvecError } from "./errors.ts";
import type { Signal } from "./platform.ts";

/**
 * Lets work go on unless its signal says otherwise.
 * @throws NestvecError ABORTED once the signal is aborted, with the signal's reason as cause; ARGUMENT_INVALID for what is no signal
 */
export function throwIfAborted(signal: Signal | undefined, what: string): void {
  if (signal === undefined) return;
  if (typeof signal !== "object" || signal === null || typeof signal.aborted !== "boolean") {
    const expected = "an AbortSignal, such as the signal of an AbortController";
    throw new NestvecError("ARGUMENT_INVALID", { argument: "signal", found: describeValue(signal), expected });
  }
  if (signal.aborted) throw new NestvecError("ABORTED", { what }, { cause: signal.reason });
}
