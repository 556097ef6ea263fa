import { invalidArgument } from "../invalid-argument.ts";
import { bestScores, offerScore, takeBest, type Scored } from "./best-scores.ts";

/**
 * The `k` highest scores, highest first, equal ones in the order of their indices; all of them where there are fewer than `k`.
 * O(n log k) by a bounded heap. A NaN is refused: it comes of damaged vectors, and has no place in an order.
 * @throws NestvecError ARGUMENT_INVALID where `k` is not a whole number from 0, or a score is NaN
 */
export function topK(scores: ArrayLike<number>, k: number): Scored[] {
  const best = bestScores(k, scores.length);
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index] as number;
    if (typeof score !== "number" || Number.isNaN(score)) {
      throw invalidArgument(`scores[${index}]`, score, "a number");
    }
    offerScore(best, index, score);
  }
  return takeBest(best);
}
