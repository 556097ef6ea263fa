/** What is sorted by length: a text that waits. */
export interface Waiting {
  readonly ids: Int32Array;
  /** When it should be done at the latest. */
  readonly due: number;
  /** Its number in the order of arrival. Of two that are due at once the earlier goes first. */
  readonly sequence: number;
}

/** Texts by their number of tokens, those of one length by when they are due. */
export interface LengthBuckets<T extends Waiting> {
  /** The lengths that there are, shortest first. */
  readonly lengths: readonly number[];
  /** The texts of one length, the one due first at the start. */
  at(length: number): readonly T[];
  add(text: T): void;
  remove(text: T): void;
}

/** @see LengthBuckets */
export function lengthBuckets<T extends Waiting>(): LengthBuckets<T> {
  const lengths: number[] = [];
  const buckets = new Map<number, T[]>();
  const none: readonly T[] = [];
  return {
    lengths,
    at: (length) => buckets.get(length) ?? none,
    add(text) {
      const length = text.ids.length;
      let bucket = buckets.get(length);
      if (bucket === undefined) {
        bucket = [];
        buckets.set(length, bucket);
        lengths.splice(indexOfLength(lengths, length), 0, length);
      }
      bucket.splice(placeIn(bucket, text), 0, text);
    },
    remove(text) {
      const length = text.ids.length;
      const bucket = buckets.get(length);
      if (bucket === undefined) return;
      const index = placeIn(bucket, text);
      if (bucket[index] !== text) return;
      bucket.splice(index, 1);
      if (bucket.length > 0) return;
      buckets.delete(length);
      lengths.splice(indexOfLength(lengths, length), 1);
    },
  };
}

const placeIn = <T extends Waiting>(bucket: readonly T[], { due, sequence }: T): number =>
  lowerBound(bucket, (other) => other.due < due || (other.due === due && other.sequence < sequence));

/** The index of a length, or of the next longer one, among those there are. */
export const indexOfLength = (lengths: readonly number[], length: number): number => lowerBound(lengths, (other) => other < length);

/** The index of the first element that is not before what is looked for, in a list sorted that way. */
function lowerBound<T>(sorted: readonly T[], isBefore: (element: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const element = sorted[middle];
    if (element !== undefined && isBefore(element)) low = middle + 1;
    else high = middle;
  }
  return low;
}
