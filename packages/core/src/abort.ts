import { describeValue } from "./describe-value.ts";
import { NestvecError } from "./errors.ts";
import type { Signal, StopSign } from "./platform.ts";

/**
 * Refuses what is no signal.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function requireSignal(signal: unknown): void {
  if (signal === undefined || isSignal(signal)) return;
  const expected = "an AbortSignal, such as the signal of an AbortController";
  throw new NestvecError("ARGUMENT_INVALID", { argument: "signal", found: describeValue(signal), expected });
}

function isSignal(value: unknown): value is Signal {
  if (typeof value !== "object" || value === null) return false;
  const { aborted, addEventListener, removeEventListener } = value as Partial<Record<keyof Signal, unknown>>;
  return typeof aborted === "boolean" && typeof addEventListener === "function" && typeof removeEventListener === "function";
}

/**
 * Lets work go on unless its signal says otherwise.
 * @throws NestvecError ABORTED once the signal is aborted, with the signal's reason as cause
 */
export function throwIfAborted(signal: StopSign | undefined, what: string): void {
  if (signal?.aborted === true) throw new NestvecError("ABORTED", { what }, { cause: signal.reason });
}
