import { isError, NestvecError } from "@nestvec/core";

/** What an error is called: its code, or its class. */
export const errorType = (error: unknown): string => {
  if (NestvecError.is(error)) return error.code;
  return isError(error) ? error.name : "_OTHER";
};
