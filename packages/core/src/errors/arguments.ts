import { NestvecError } from "./nestvec-error.ts";

/** Every name of an options type. The compiler refuses a list that lacks one, so that a new option cannot be forgotten. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/**
 * Refuses options that are no object, and names that are none of the function's: a misspelt option would go unheard. `owner` is whose options
 * they are, `prefix` what stands before their names in a message.
 * @throws NestvecError ARGUMENT_INVALID with the nearest right name
 * @example
 * ```ts
 * import { requireOptions, type OptionNames } from "@nestvec/core";
 *
 * interface ShortenOptions {
 *   readonly length?: number;
 * }
 * const names: OptionNames<ShortenOptions> = { length: true };
 *
 * function shorten(text: string, options: ShortenOptions = {}): string {
 *   requireOptions("shorten", options, names);
 *   return text.slice(0, options.length);
 * }
 *
 * console.log(shorten("nesting dolls", { length: 7 })); // → nesting
 * ```
 */
export function requireOptions<Options extends object>(
  owner: string,
  options: unknown,
  names: OptionNames<Options>,
  prefix: string = "",
): asserts options is Options {
  requireRecord(prefix === "" ? "options" : owner, options);
  for (const [name, value] of Object.entries(options)) {
    if (Object.hasOwn(names, name) || value === undefined) continue;
    const known = Object.keys(names);
    const nearest = nearestName(name, known);
    const expected =
      nearest === undefined ? `one of ${known.map((other) => prefix + other).join(", ")}` : `"${prefix}${nearest}", or left out`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: prefix + name, found: `no option of ${owner}`, expected });
  }
}

/** Of a name that shares less than half of its letters, in their order, nothing can be said. */
const leastLikeness = 0.5;

/**
 * The name that was most likely meant. By letters in common, in their order, since options are shortened and lengthened (`dim`, `maxMs`,
 * `dimensions`) more often than mistyped: a count of changed letters would hold that against them.
 */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let most = leastLikeness;
  for (const name of names) {
    const likeness = (2 * commonLetters(written.toLowerCase(), name.toLowerCase())) / (written.length + name.length);
    if (likeness < most || (likeness === most && best !== undefined)) continue;
    best = name;
    most = likeness;
  }
  return best;
}

/** The length of the longest common subsequence. Of a name that is no name at all, the beginning is enough. */
function commonLetters(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, () => 0);
  for (const letter of left.slice(0, 100)) {
    const next = [0];
    for (let at = 0; at < right.length; at++) {
      next.push(right[at] === letter ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/**
 * The error for an argument that is `value` and must be what is expected.
 * @example
 * ```ts
 * import { invalidArgument } from "@nestvec/core";
 *
 * console.log(invalidArgument("threads", "4", "a whole number").message); // → "threads" is the text "4"; it must be a whole number.
 * ```
 */
export const invalidArgument = (argument: string, value: unknown, expected: string): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", { argument, found: describeValue(value), expected });

/**
 * Refuses options that are no object: callers in plain JavaScript may pass anything.
 * @throws NestvecError ARGUMENT_INVALID
 * @example
 * ```ts
 * import { messageOf, requireRecord } from "@nestvec/core";
 *
 * try {
 *   requireRecord("schedule", 4);
 * } catch (error) {
 *   console.log(messageOf(error)); // → "schedule" is 4; it must be an object, or left out.
 * }
 * ```
 */
export function requireRecord(argument: string, value: unknown): asserts value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalidArgument(argument, value, "an object, or left out");
}

/** A value that should not be there, in a few words for a message, such as `the text "abc"`, `-1`, `an object (Map)` or `missing`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return `the text ${quoted(value)}`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value !== "object" || value === null) return String(value);
  // The tag, not the class: an array of another realm (a worker's, a test runner's) is still an array.
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  return tag === "Object" ? "an object" : `an object (${tag})`;
}

/** Most paths and addresses are shorter, and a message stays a message. */
const longestQuote = 200;

/** A text in quotes, long ones cut. */
export const quoted = (text: string): string => JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text);
