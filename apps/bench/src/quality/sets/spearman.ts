import { sampleRankCorrelation } from "simple-statistics";

/**
 * Spearman's rank correlation (1904), from -1 to 1: Pearson's over ranks, equal values sharing the mean of theirs. 0 where one side has the
 * same value everywhere, which puts nothing in an order. There are at least 2 values a side, as many on both.
 */
export function spearman(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const correlation = sampleRankCorrelation(Array.from(left), Array.from(right));
  return Number.isNaN(correlation) ? 0 : correlation;
}
