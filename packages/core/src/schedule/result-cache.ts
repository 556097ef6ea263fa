/** Vectors that were computed, by key, up to a number of bytes. What was not asked for longest goes first. */
export interface ResultCache {
  get(key: string): Float32Array | undefined;
  /** Keeps a copy, unless it is larger than the whole cache. */
  set(key: string, vector: Float32Array): void;
  readonly bytes: number;
}

/** What an entry takes beside its numbers: key, views and places in the map, about. */
const overhead = 256;

/** @see ResultCache */
export function resultCache(mostBytes: number): ResultCache {
  // A Map keeps the order in which its keys were put in: the first is the one not used for longest.
  const kept = new Map<string, Float32Array>();
  let bytes = 0;
  const drop = (key: string): Float32Array | undefined => {
    const vector = kept.get(key);
    if (vector === undefined) return undefined;
    kept.delete(key);
    bytes -= vector.byteLength + overhead;
    return vector;
  };
  const put = (key: string, vector: Float32Array): void => {
    kept.set(key, vector);
    bytes += vector.byteLength + overhead;
  };
  return {
    get bytes() {
      return bytes;
    },
    get(key) {
      const vector = drop(key);
      if (vector !== undefined) put(key, vector);
      return vector;
    },
    set(key, vector) {
      drop(key);
      if (vector.byteLength + overhead > mostBytes) return;
      put(key, vector.slice());
      for (const oldest of kept.keys()) {
        if (bytes <= mostBytes) return;
        drop(oldest);
      }
    },
  };
}
