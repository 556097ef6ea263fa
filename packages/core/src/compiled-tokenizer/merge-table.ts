import { powerOfTwo, spread } from "./piece-table.ts";

/** The merges of BPE by the ids of both sides. Rank r joins `pairs[3r]` and `pairs[3r + 1]` to `pairs[3r + 2]`. */
export interface MergeTable {
  readonly pairs: Int32Array;
  /** A hash table with open addressing: one more than a rank, 0 where a slot is free. Its length is a power of two. */
  readonly slots: Int32Array;
}

const pairHash = (left: number, right: number): number => spread(Math.imul(left, 0x9e_37_79_b1) ^ right);

/** The rank of a pair of ids; -1 where no rule joins them. */
export function rankOfPair({ pairs, slots }: MergeTable, left: number, right: number): number {
  const mask = slots.length - 1;
  for (let slot = pairHash(left, right) & mask; ; slot = (slot + 1) & mask) {
    const rank = (slots[slot] as number) - 1;
    if (rank < 0 || (pairs[3 * rank] === left && pairs[3 * rank + 1] === right)) return rank;
  }
}

/** Makes the table of `pairs`. Of equal pairs the last counts, as in the library. */
export function buildMergeTable(pairs: Int32Array): MergeTable {
  const slots = new Int32Array(powerOfTwo((pairs.length / 3) * 1.6 + 1));
  const mask = slots.length - 1;
  for (let rank = 0; 3 * rank < pairs.length; rank++) {
    const [left, right] = [pairs[3 * rank] as number, pairs[3 * rank + 1] as number];
    let slot = pairHash(left, right) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const other = (slots[slot] as number) - 1;
      if (pairs[3 * other] === left && pairs[3 * other + 1] === right) break;
    }
    slots[slot] = rank + 1;
  }
  return { pairs, slots };
}
