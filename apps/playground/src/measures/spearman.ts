import { ranksOf } from "./ranks.ts";

/**
 * Spearman's rank correlation of two lists, from -1 to 1: Pearson's correlation of their ranks. Undefined where one of them has no
 * order, since all its values are equal or there are fewer than two.
 */
export function spearman(left: readonly number[], right: readonly number[]): number | undefined {
  const leftRanks = ranksOf(left);
  const rightRanks = ranksOf(right);
  // Ranks add up to n (n + 1) / 2, shared or not.
  const mean = (left.length + 1) / 2;
  let product = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (const [index, rank] of leftRanks.entries()) {
    const other = (rightRanks[index] ?? mean) - mean;
    product += (rank - mean) * other;
    leftSquares += (rank - mean) ** 2;
    rightSquares += other ** 2;
  }
  return leftSquares === 0 || rightSquares === 0 ? undefined : product / Math.sqrt(leftSquares * rightSquares);
}
