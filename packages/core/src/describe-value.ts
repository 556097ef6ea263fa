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

/** A text in quotes, long ones cut. */
export const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
