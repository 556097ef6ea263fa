/**
 * Whether a value is what its tag says: a `File`, a `URL`. Not by its class, since what comes from a frame or a test runner's context is of
 * another realm.
 */
export const hasTag = (value: unknown, tag: string): boolean => Object.prototype.toString.call(value) === `[object ${tag}]`;
