import { inspect } from "node:util";
import { NestvecError } from "@nestvec/core";

/** The error of an argument that cannot be used. */
export const invalidArgument = (argument: string, value: unknown, expected: string, cause?: unknown): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", { argument, found: inspected(value), expected }, { cause });

/** A value that should not be there, as it may stand in a message. Whatever plain JavaScript may pass has a text. */
export const inspected = (value: unknown): string =>
  typeof value === "string"
    ? JSON.stringify(value)
    : inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 10, maxStringLength: 40 });
