import { spearman, type ScoredPair } from "@nestvec/bench/measuring";
import { cosineSimilarity } from "@nestvec/core/vectors";

/** How well cosines follow what people found, by rank. */
export async function spearmanOf(
  pairs: readonly ScoredPair[],
  embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>,
): Promise<number> {
  const left = await embed(pairs.map((pair) => pair.left));
  const right = await embed(pairs.map((pair) => pair.right));
  const cosines = left.map((vector, pair) => cosineSimilarity(vector, right[pair] ?? vector));
  return spearman(
    cosines,
    pairs.map(({ score }) => score),
  );
}
