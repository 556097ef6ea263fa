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
  const placed = new NestvecError(error.code, error.details, { cause: error });
  placed.message = `${place}: ${sentence}`;
  return placed;
}

/**
 * Runs a check, whose error says where what it checks stands.
 * @throws NestvecError of the check, with the place before its sentence
 * @example
 * ```ts
 * import { requireComparable } from "@nestvec/core/vectors";
 * import { linePlace, located } from "@nestvec/records";
 *
 * located(linePlace("vectors.jsonl", 1200), () => requireComparable({ own: "my-model" }, "my-model"));
 * ```
 */
export function located(place: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw NestvecError.is(error) ? locatedError(error, place) : error;
  }
}
