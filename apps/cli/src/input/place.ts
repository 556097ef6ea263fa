import { NestvecError } from "@nestvec/core";

/** Where a line stands, for messages, as those of LINE_INVALID say it. Lines are counted from 1. */
export function linePlace(file: string, line: number | undefined): string {
  return `The file "${file}", line ${line?.toLocaleString("en-US") ?? "unknown"}`;
}

/** Where a text on the command line stands, for messages, counted from 1. `text` counts from 0. */
export function argumentPlace(text: number): string {
  return `Argument ${text + 1}`;
}

/** The same error, with a sentence that begins with the place where it happened. */
export function locatedError(error: NestvecError, place: string, sentence: string = error.message): NestvecError {
  const located = new NestvecError(error.code, error.details, { cause: error });
  located.message = `${place}: ${sentence}`;
  return located;
}
