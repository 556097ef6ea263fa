import { NestvecError } from "@nestvec/core";

/** Where a row of a file stands. Lines are counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/**
 * Where a line stands, for messages, as those of LINE_INVALID say it. Lines are counted from 1.
 * @example
 * linePlace("titles.csv", 1200); // 'The file "titles.csv", line 1,200'
 */
export function linePlace(file: string, line: number | undefined): string {
  return `The file "${file}", line ${line?.toLocaleString("en-US") ?? "unknown"}`;
}

/**
 * The same error, with a sentence that begins with the place where it happened.
 * @example
 * throw locatedError(error, linePlace("titles.csv", 1200));
 */
export function locatedError(error: NestvecError, place: string, sentence: string = error.message): NestvecError {
  const located = new NestvecError(error.code, error.details, { cause: error });
  located.message = `${place}: ${sentence}`;
  return located;
}
