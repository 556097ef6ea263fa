import type { Pair } from "./pairs.ts";
import { spearman } from "./spearman.ts";

/** A pair with its place in two orders, each from 1. */
export interface RankedPair extends Pair {
  readonly rank: number;
  readonly fullRank: number;
}

/** How the order of pairs at a cut differs from that at the full cut. */
export interface RankingShift {
  /** All pairs, most alike first, as the cut has it. */
  readonly ranked: readonly RankedPair[];
  /** Spearman's correlation of the similarities; undefined with fewer than three pairs, where it would say nothing. */
  readonly correlation: number | undefined;
  /** How many of the first `compared` pairs are among the first `compared` at the full cut, too. */
  readonly kept: number;
  readonly compared: number;
}

/** Compares the pairs of a cut with the same pairs, in the same order, at the full cut; `compared`: how many of the first count as found. */
export function rankingShift(atCut: readonly Pair[], atFull: readonly Pair[], compared: number): RankingShift {
  const rank = placesOf(atCut);
  const fullRank = placesOf(atFull);
  const ranked = atCut
    .map((pair, index): RankedPair => ({
      ...pair,
      rank: rank[index] ?? 0,
      fullRank: fullRank[index] ?? 0,
    }))
    .toSorted((left, right) => left.rank - right.rank);
  const some = Math.min(compared, ranked.length);
  return {
    ranked,
    correlation: atCut.length < 3 ? undefined : spearman(similarities(atCut), similarities(atFull)),
    kept: ranked.slice(0, some).filter((pair) => pair.fullRank <= some).length,
    compared: some,
  };
}

const similarities = (pairs: readonly Pair[]): number[] => pairs.map(({ similarity }) => similarity);

/** The place of each pair, most alike first, from 1; equal ones in their order. */
function placesOf(pairs: readonly Pair[]): number[] {
  const order = pairs.map((_, index) => index).toSorted((left, right) => (pairs[right]?.similarity ?? 0) - (pairs[left]?.similarity ?? 0));
  const places = Array.from<number>({ length: pairs.length });
  for (const [place, index] of order.entries()) places[index] = place + 1;
  return places;
}
