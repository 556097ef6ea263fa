import { NestvecError } from "@nestvec/core";

/** A line in place of an answer: the work failed, and the child lives on. `code` and `details` are those of a NestvecError. */
export interface ChildFailure {
  readonly error: { readonly message: string; readonly code?: string; readonly details?: object };
}

/** What went wrong in a child, as it is told to its host. */
export function failureOf(error: unknown): ChildFailure {
  const message = error instanceof Error ? error.message : String(error);
  return { error: NestvecError.is(error) ? { message, code: error.code, details: error.details } : { message } };
}

/** The error that a child's line tells of; undefined for an answer. */
export function errorIn(line: unknown): Error | undefined {
  if (typeof line !== "object" || line === null || !("error" in line)) return undefined;
  const { message, code, details } = (line as ChildFailure).error;
  const error = new Error(message);
  if (code === undefined) return error;
  const known = Object.assign(error, { name: "NestvecError", code, details });
  return NestvecError.is(known) ? known : new Error(message);
}
