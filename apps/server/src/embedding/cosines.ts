import type { Embeddings } from "@nestvec/core";
import { cosineSimilarity } from "@nestvec/core/vectors";

/** The cosine of the first vector to each of the others. */
export function cosinesToFirst({ vectors: [first, ...others] }: Embeddings): readonly number[] {
  return first === undefined ? [] : others.map((other) => cosineSimilarity(first, other));
}
