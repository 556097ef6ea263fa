import { sampleRankCorrelation } from "simple-statistics";

/**
 * Spearman's rank correlation of two lists, from -1 to 1; equal values share the mean of their ranks. Undefined where one of them has no
 * order, since all its values are equal or there are fewer than two.
 */
export function spearman(left: readonly number[], right: readonly number[]): number | undefined {
  if (left.length < 2) return undefined;
  const correlation = sampleRankCorrelation([...left], [...right]);
  return Number.isNaN(correlation) ? undefined : correlation;
}
