import { invalidArgument } from "../errors/arguments.ts";
import { bestScores, offerScore, takeBest, type Scored } from "./best-scores.ts";

/**
 * The `k` highest scores, highest first, equal ones in the order of their indices; all of them where there are fewer than `k`.
 * O(n log k) by a bounded heap. A NaN is refused: it comes of damaged vectors, and has no place in an order.
 * @throws NestvecError ARGUMENT_INVALID where `k` is not a whole number from 0, scores are no list, or one is NaN
 * @example
 * ```ts
 * import { topK } from "@nestvec/core/vectors";
 *
 * for (const { index, score } of topK([0.2, 0.9, 0.5], 2)) console.log(index, score);
 * // → 1 0.9
 * // → 2 0.5
 * ```
 */
export function topK(scores: ArrayLike<number>, k: number): Scored[] {
  requireList(scores);
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

function requireList(scores: unknown): void {
  const length: unknown = typeof scores === "object" ? Object(scores).length : undefined;
  if (!Number.isSafeInteger(length) || Number(length) < 0) throw invalidArgument("scores", scores, "a list of numbers, or a typed array");
}
