/**
 * Whether a value is an error, of whichever realm: those of Node's own file functions are not instances of the `Error` of a test runner's context,
 * and a `DOMException` is one in every realm.
 * @example
 * ```ts
 * import { isError } from "@nestvec/core";
 *
 * console.log(isError(new DOMException("stopped")), isError("stopped")); // → true false
 * ```
 */
export function isError(value: unknown): value is Error {
  // oxlint-disable-next-line unicorn/no-instanceof-builtins -- an error may have a tag of its own
  if (value instanceof Error) return true;
  const tag = Object.prototype.toString.call(value);
  return tag === "[object Error]" || tag === "[object DOMException]";
}

/**
 * What was thrown, in words: an error's message, or the text of anything else.
 * @example
 * ```ts
 * import { messageOf } from "@nestvec/core";
 *
 * console.log(messageOf(new Error("disk full"))); // → disk full
 * console.log(messageOf("disk full")); // → disk full
 * ```
 */
export const messageOf = (thrown: unknown): string => (isError(thrown) ? thrown.message : String(thrown));
