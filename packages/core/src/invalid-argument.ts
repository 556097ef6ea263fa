import { describeValue } from "./describe-value.ts";
import { NestvecError } from "./errors.ts";

/** The error for an argument that is `value` and must be what is expected. */
export const invalidArgument = (argument: string, value: unknown, expected: string): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", { argument, found: describeValue(value), expected });

/**
 * Refuses options that are no object: callers in plain JavaScript may pass anything.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function requireRecord(argument: string, value: unknown): asserts value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalidArgument(argument, value, "an object, or left out");
}
