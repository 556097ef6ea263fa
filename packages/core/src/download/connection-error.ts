/** How long a server asks to be left alone, and what went wrong underneath. */
export interface ConnectionErrorOptions {
  readonly cause?: unknown;
  /** From the header `Retry-After`. */
  readonly retryAfterMilliseconds?: number | undefined;
}

/**
 * A connection that failed or broke, or a server that cannot answer now. What came before it is not lost.
 * @example
 * ```ts
 * import { ConnectionError } from "@nestvec/core/download";
 *
 * const busy = new ConnectionError("the server answered 429", { retryAfterMilliseconds: 7000 });
 * console.log(busy.message, busy.retryAfterMilliseconds); // → the server answered 429 7000
 * ```
 */
export class ConnectionError extends Error {
  readonly retryAfterMilliseconds: number | undefined;

  constructor(message: string, { cause, retryAfterMilliseconds }: ConnectionErrorOptions = {}) {
    super(message, { cause });
    this.retryAfterMilliseconds = retryAfterMilliseconds;
  }
}
