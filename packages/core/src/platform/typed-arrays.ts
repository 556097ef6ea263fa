// By their tag, since arrays of another realm, such as a worker's or a test runner's, are not instances of this one's classes.
const hasTag = (value: unknown, tag: string): boolean => Object.prototype.toString.call(value) === `[object ${tag}]`;

/** Whether a value is a `Float32Array`, of whichever realm. */
export const isFloat32Array = (value: unknown): value is Float32Array =>
  Object(value).constructor === Float32Array || hasTag(value, "Float32Array");

/** Whether a value is an `Int8Array`, of whichever realm. */
export const isInt8Array = (value: unknown): value is Int8Array => hasTag(value, "Int8Array");

/** Whether a value is a `Uint8Array`, of whichever realm. */
export const isUint8Array = (value: unknown): value is Uint8Array => hasTag(value, "Uint8Array");

/** Whether a value is an `Int32Array`, of whichever realm. */
export const isInt32Array = (value: unknown): value is Int32Array => hasTag(value, "Int32Array");

/** Whether a value is a `Uint16Array`, of whichever realm. */
export const isUint16Array = (value: unknown): value is Uint16Array => hasTag(value, "Uint16Array");
