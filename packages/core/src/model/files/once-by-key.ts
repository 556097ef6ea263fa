/**
 * Caches one value for each key. Failures are not cached: a missing file may appear.
 * @example
 * ```ts
 * import { onceByKey } from "@nestvec/core";
 *
 * const sizeOf = onceByKey(async (file: string) => {
 *   console.log(`looking at ${file}`);
 *   return file.length;
 * });
 * await Promise.all([sizeOf("config.json"), sizeOf("config.json")]); // → looking at config.json
 * ```
 */
export function onceByKey<Key, T>(make: (key: Key) => Promise<T>): (key: Key) => Promise<T> {
  const made = new Map<Key, Promise<T>>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const promise = make(key);
    made.set(key, promise);
    promise.catch(() => made.delete(key));
    return promise;
  };
}
