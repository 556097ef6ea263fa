import { isError } from "../any-error.ts";
import { describeValue } from "../describe-value.ts";
import { NestvecError, type ErrorCode } from "../errors.ts";
import type { ErrorDetails } from "../error-details.ts";

/** An error as plain data. Errors of this library keep code and details; others, which are faults, keep name and stack. */
export type RemoteError =
  | { readonly code: ErrorCode; readonly details: ErrorDetails[ErrorCode]; readonly cause?: string }
  | { readonly name: string; readonly message: string; readonly stack?: string };

/** Makes plain data of whatever was thrown. A cause crosses as its text. */
export function errorToData(error: unknown): RemoteError {
  if (NestvecError.is(error)) {
    const { code, details, cause } = error;
    return { code, details, ...(cause === undefined ? {} : { cause: textOf(cause) }) };
  }
  if (!isError(error)) return { name: "Error", message: textOf(error) };
  const { name, message, stack } = error;
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}

/** The error again: a `NestvecError` with its sentence, or the fault of the other side with its stack there. */
export function errorFromData(data: RemoteError): Error {
  if ("code" in data) return new NestvecError(data.code, data.details, data.cause === undefined ? {} : { cause: data.cause });
  const { name, message, stack } = data;
  return Object.assign(new Error(message), { name, ...(stack === undefined ? {} : { stack }) });
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
