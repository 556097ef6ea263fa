/** A text whose vector was computed. */
export interface KnownText {
  /** `[width]`: uncut, so that every dimension finds it. Not scaled. */
  readonly vector: Float32Array;
  readonly tokens: number;
  readonly truncated: boolean;
  readonly space: string;
}

/** An LRU cache of embedded texts by key, limited in bytes. */
export interface ResultCache {
  get(key: string): KnownText | undefined;
  /** Keeps a copy, unless it is larger than the whole cache. */
  set(key: string, text: KnownText): void;
  /** Counts what was found and what was not. */
  count(hits: number, misses: number): void;
  readonly hits: number;
  readonly misses: number;
  readonly bytes: number;
}

/** What an entry takes beside its numbers: key, views and its slot in the map, about. */
const overhead = 256;

/** @see ResultCache */
export function resultCache(mostBytes: number): ResultCache {
  // A Map keeps the order in which its keys were put in: the first is the one not used for longest.
  const kept = new Map<string, KnownText>();
  let bytes = 0;
  let hits = 0;
  let misses = 0;
  const sizeOf = ({ vector }: KnownText): number => vector.byteLength + overhead;
  const drop = (key: string): KnownText | undefined => {
    const text = kept.get(key);
    if (text === undefined) return undefined;
    kept.delete(key);
    bytes -= sizeOf(text);
    return text;
  };
  const put = (key: string, text: KnownText): void => {
    kept.set(key, text);
    bytes += sizeOf(text);
  };
  return {
    get hits() {
      return hits;
    },
    get misses() {
      return misses;
    },
    get bytes() {
      return bytes;
    },
    get(key) {
      const text = drop(key);
      if (text !== undefined) put(key, text);
      return text;
    },
    set(key, text) {
      drop(key);
      if (sizeOf(text) > mostBytes) return;
      put(key, { ...text, vector: text.vector.slice() });
      for (const oldest of kept.keys()) {
        if (bytes <= mostBytes) return;
        drop(oldest);
      }
    },
    count(found, missed) {
      hits += found;
      misses += missed;
    },
  };
}
