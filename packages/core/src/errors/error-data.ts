import { isError } from "./any-error.ts";
import { describeValue } from "./arguments.ts";
import { NestvecError, type ErrorCode } from "./nestvec-error.ts";
import type { ErrorDetails } from "./error-details.ts";

/** An error as plain data. Errors of this library keep code and details; others, which are faults, keep name and message. */
export type ErrorData =
  | { readonly code: ErrorCode; readonly details: ErrorDetails[ErrorCode]; readonly cause?: string; readonly stack?: string }
  | { readonly name: string; readonly message: string; readonly stack?: string };

/**
 * Turns any thrown value into plain data. A cause becomes its text.
 * @example
 * ```ts
 * import { NestvecError } from "@nestvec/core";
 * import { errorToData } from "@nestvec/core/remote";
 *
 * const data = errorToData(new NestvecError("DISPOSED", { what: "model" }));
 * if ("code" in data) console.log(data.code, data.details); // → DISPOSED { what: 'model' }
 * ```
 */
export function errorToData(error: unknown): ErrorData {
  if (NestvecError.is(error)) {
    const { code, details, cause, stack } = error;
    return { code, details, ...(cause === undefined ? {} : { cause: textOf(cause) }), ...(stack === undefined ? {} : { stack }) };
  }
  if (!isError(error)) return { name: "Error", message: textOf(error) };
  const { name, message, stack } = error;
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}

/**
 * The error again: a `NestvecError` with its sentence, or a fault with its name. Its cause is the error of the other side, with its stack there and
 * the text of its own cause.
 * @example
 * ```ts
 * import { errorFromData } from "@nestvec/core/remote";
 *
 * const error = errorFromData({ code: "DISPOSED", details: { what: "model" } });
 * console.log(error.message); // → …
 * ```
 */
export function errorFromData(data: ErrorData): Error {
  if ("code" in data) {
    const { code, details } = data;
    return new NestvecError(code, details, { cause: withStack(new NestvecError(code, details, causeOf(data)), data.stack) });
  }
  const { name, message, stack } = data;
  const there = withStack(Object.assign(new Error(message), { name }), stack);
  return withStack(Object.assign(new Error(message, { cause: there }), { name }), `${name}: ${message}`);
}

const causeOf = ({ cause }: { readonly cause?: string }): { readonly cause?: string } => (cause === undefined ? {} : { cause });

function withStack<Thrown extends Error>(error: Thrown, stack: string | undefined): Thrown {
  if (stack !== undefined) Object.defineProperty(error, "stack", { value: stack, writable: true, configurable: true });
  return error;
}

/** A cause in one line of text. Anything can be thrown, also what has no text. */
export function textOf(cause: unknown): string {
  if (isError(cause)) return `${cause.name}: ${cause.message}`;
  try {
    return String(cause);
  } catch {
    return describeValue(cause);
  }
}
