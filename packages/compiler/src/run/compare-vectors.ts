import { cosineSimilarity } from "@nestvec/core";
import type { ModelVectors } from "./model-vectors.ts";

/** How near the vectors of one exit come to those of another model. Plain data. */
export interface ExitDifference {
  readonly layer: number;
  /** Of a number of a unit vector, over all texts. */
  readonly largestDifference: number;
  readonly leastCosine: number;
}

/** The same with what is wrong: by text, whether its cosine is below the least that is allowed, and its tokens. */
export interface ComparedVectors extends ExitDifference {
  readonly isWrong: readonly boolean[];
  readonly tokens: readonly number[];
}

/** Compares two models at the exits that both have, shallowest first. */
export function compareVectors(expected: ModelVectors, found: ModelVectors, leastCosine: number): readonly ComparedVectors[] {
  return Array.from(found.exits).flatMap(([layer, { vectors, tokens }]): readonly ComparedVectors[] => {
    const others = expected.exits.get(layer)?.vectors;
    if (others === undefined) return [];
    const cosines = others.map((vector, index) => cosineSimilarity(vector, vectors[index] ?? new Float32Array(vector.length)));
    return [
      {
        layer,
        largestDifference: Math.max(...others.map((vector, index) => largestDifference(vector, vectors[index]))),
        leastCosine: Math.min(...cosines),
        isWrong: cosines.map((cosine) => !(cosine >= leastCosine)),
        tokens,
      },
    ];
  });
}

function largestDifference(vector: Float32Array, other: Float32Array | undefined): number {
  if (vector.length !== other?.length) return Infinity;
  return vector.reduce((largest, number, index) => Math.max(largest, Math.abs(number - (other[index] ?? Number.NaN))), 0);
}
