/** A value that should not be there, in a few words for a message: strings quoted, numbers as they are, the rest by kind. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return value.length > 40 ? `a string of ${value.length} characters` : JSON.stringify(value);
  if (typeof value === "function") return "a function";
  // The tag, not the class: an array of another realm (a worker's, a test runner's) is still an array.
  return typeof value === "object" && value !== null ? `an object (${Object.prototype.toString.call(value).slice(8, -1)})` : String(value);
}

/** Whether a value is a `Float32Array`, of whichever realm. */
export const isFloat32Array = (value: unknown): value is Float32Array => Object.prototype.toString.call(value) === "[object Float32Array]";
