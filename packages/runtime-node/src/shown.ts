import { inspect } from "node:util";

/** A value that should not be there, as it may stand in a message. Whatever plain JavaScript may pass has a text. */
export const shown = (value: unknown): string =>
  typeof value === "string"
    ? JSON.stringify(value)
    : inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 10, maxStringLength: 40 });
