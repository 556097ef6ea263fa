/** Pairs of a word that can be joined, the lowest rank first, and the leftmost of equal ranks. */
export interface PairQueue {
  /** Those of the pair that was taken out last. */
  rank: number;
  index: number;
  push(rank: number, index: number): void;
  /** Takes out the first pair; false where there is none. */
  pop(): boolean;
  clear(): void;
}

/** A longer queue's memory is not kept for the next word. */
const keptPairs = 2 ** 14;

/** A heap in two lists of numbers. */
export function pairQueue(): PairQueue {
  let ranks = new Int32Array(1024);
  let indices = new Int32Array(1024);
  let size = 0;

  function resize(length: number): void {
    const [oldRanks, oldIndices] = [ranks, indices];
    ranks = new Int32Array(length);
    indices = new Int32Array(length);
    if (length < oldRanks.length) return;
    ranks.set(oldRanks);
    indices.set(oldIndices);
  }

  const queue: PairQueue = {
    rank: -1,
    index: -1,
    clear() {
      size = 0;
      if (ranks.length > keptPairs) resize(keptPairs);
    },
    push(rank, index) {
      if (size === ranks.length) resize(size * 2);
      let place = size++;
      while (place > 0) {
        const parent = (place - 1) >> 1;
        const above = ranks[parent] as number;
        if (above < rank || (above === rank && (indices[parent] as number) <= index)) break;
        ranks[place] = above;
        indices[place] = indices[parent] as number;
        place = parent;
      }
      ranks[place] = rank;
      indices[place] = index;
    },
    pop() {
      if (size === 0) return false;
      queue.rank = ranks[0] as number;
      queue.index = indices[0] as number;
      size -= 1;
      const rank = ranks[size] as number;
      const index = indices[size] as number;
      const isBefore = (left: number, otherRank: number, otherIndex: number): boolean =>
        (ranks[left] as number) < otherRank || (ranks[left] === otherRank && (indices[left] as number) < otherIndex);
      let place = 0;
      for (let child = 1; child < size; child = 2 * place + 1) {
        const other = child + 1;
        if (other < size && isBefore(other, ranks[child] as number, indices[child] as number)) child = other;
        if (!isBefore(child, rank, index)) break;
        ranks[place] = ranks[child] as number;
        indices[place] = indices[child] as number;
        place = child;
      }
      ranks[place] = rank;
      indices[place] = index;
      return true;
    },
  };
  return queue;
}
