import type { ErrorDetails } from "./error-details.ts";
import { isError } from "./any-error.ts";
import { sentences } from "./error-sentences.ts";
import { retryOf } from "./retry.ts";

/** The name of one way to fail. HTTP statuses and exit codes are total functions of it. */
export type ErrorCode = keyof ErrorDetails;

/**
 * Every failure that this library means to give: a code to branch on, the details as data, a sentence to read.
 * @example
 * ```ts
 * import { loadModel, NestvecError } from "@nestvec/runtime-node";
 *
 * await using embedder = await loadModel();
 * try {
 *   await embedder.embed(["nesting dolls"], { layer: 5 });
 * } catch (error) {
 *   if (!NestvecError.is(error, "LAYER_UNAVAILABLE")) throw error;
 *   console.log(error.details.available); // → [ 2, 3, 4, 6 ]
 * }
 * ```
 */
export class NestvecError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "NestvecError" as const;
  readonly code: Code;
  readonly details: ErrorDetails[Code];
  /** Whether the same call may succeed later: the queue was full, a deadline passed, or another worker replaces a dead one. */
  readonly retryable: boolean;
  /** Milliseconds after which a retry makes sense, where that is known. */
  readonly retryAfterMilliseconds: number | undefined;

  constructor(code: Code, details: ErrorDetails[Code], options?: { readonly cause?: unknown }) {
    super(sentences[code](details), options);
    this.code = code;
    this.details = details;
    const { retryable, retryAfterMilliseconds } = retryOf(code, details);
    this.retryable = retryable;
    this.retryAfterMilliseconds = retryAfterMilliseconds;
  }

  /**
   * True for an error of this library; with `code`, of that kind only. Goes by name and code, not by class, since two
   * copies of this package may be loaded, and a test runner may load one in a realm of its own. `instanceof` asks the same.
   */
  static is<Code extends ErrorCode = ErrorCode>(error: unknown, code?: Code): error is NestvecError<Code> {
    if (!isError(error) || error.name !== "NestvecError" || !("code" in error)) return false;
    return code === undefined ? typeof error.code === "string" && Object.hasOwn(sentences, error.code) : error.code === code;
  }

  /** `instanceof` asks the same as `is`. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return NestvecError.is(value);
  }
}
