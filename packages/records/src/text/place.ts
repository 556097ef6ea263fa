import { NestvecError } from "@nestvec/core";

/** Where a row of a file stands. Lines are counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/**
 * Where a line stands, for messages, as those of LINE_INVALID say it. Lines are counted from 1.
 * @example
 * ```ts
 * import { linePlace } from "@nestvec/records";
 *
 * console.log(linePlace("titles.csv", 1200)); // → The file "titles.csv", line 1,200
 * ```
 */
export function linePlace(file: string, line: number | undefined): string {
  return `The file "${file}", line ${line?.toLocaleString("en-US") ?? "unknown"}`;
}

/**
 * The same error, with a sentence that begins with the place where it happened.
 * @example
 * ```ts
 * import { NestvecError } from "@nestvec/core";
 * import { linePlace, locatedError } from "@nestvec/records";
 *
 * const error = new NestvecError("SPACE_MISMATCH", { left: "my-model", right: "another-model" });
 * console.log(locatedError(error, linePlace("vectors.jsonl", 1200)).message); // → The file "vectors.jsonl", line 1,200: Vectors of …
 * ```
 */
export function locatedError(error: NestvecError, place: string, sentence: string = error.message): NestvecError {
  const located = new NestvecError(error.code, error.details, { cause: error });
  located.message = `${place}: ${sentence}`;
  return located;
}
