import type { ConnectionError } from "./connection-error.ts";

/** Of a server that asks for a longer pause than this nothing more is asked. */
const longestPause = 5 * 60_000;

/**
 * Milliseconds to wait before a connection is made again that failed for the `failures + 1`-th time in a row: the next of the pauses, or as long as the
 * server asks for. Undefined where it is given up: after the last pause, or where the server asks for more than five minutes.
 * @example
 * ```ts
 * import { ConnectionError, retryPause } from "@nestvec/core/download";
 *
 * const busy = new ConnectionError("the server answered 429", { retryAfterMilliseconds: 7000 });
 * console.log(retryPause([250, 1000], 0, busy), retryPause([250, 1000], 2, busy)); // → 7000 undefined
 * ```
 */
export function retryPause(pauses: readonly number[], failures: number, error: ConnectionError): number | undefined {
  const pause = Math.max(pauses[failures] ?? Number.POSITIVE_INFINITY, error.retryAfterMilliseconds ?? 0);
  return pause > longestPause ? undefined : pause;
}
