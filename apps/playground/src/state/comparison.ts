import type { Matrix } from "@nestvec/core";
import { similarityMatrix } from "@nestvec/core/vectors";
import { computed, type ReadonlySignal } from "@preact/signals";
import { pairsOf } from "../measures/pairs.ts";
import { rankingShift, type RankingShift } from "../measures/ranking-shift.ts";
import { dimension } from "./cut.ts";
import { cutVectors, fullVectors, type LayerVectors } from "./sentence-vectors.ts";

/** Texts and the similarity of each with each. */
export interface Similarities {
  readonly texts: readonly string[];
  readonly layer: number;
  readonly dimension: number;
  /** Cosines, `[texts, texts]`. */
  readonly matrix: Matrix;
}

/** How many of the nearest pairs are shown and compared. */
export const shownPairs = 8;

/** The similarities at the cut. */
export const similarities: ReadonlySignal<Similarities | undefined> = computed(() => similaritiesAt(cutVectors.value, dimension.value));

/** The similarities at the full cut; undefined while they are those of another list. */
export const fullSimilarities: ReadonlySignal<Similarities | undefined> = computed(() => {
  const full = fullVectors.value;
  if (full === undefined || full.texts !== cutVectors.value?.texts) return undefined;
  return similaritiesAt(full, full.vectors[0]?.length ?? 0);
});

/** What the cut does to the order of the pairs; undefined until the deepest exit has answered, too. */
export const shift: ReadonlySignal<RankingShift | undefined> = computed(() => {
  const [atCut, atFull] = [similarities.value, fullSimilarities.value];
  return atCut === undefined || atFull === undefined ? undefined : rankingShift(pairsOf(atCut.matrix), pairsOf(atFull.matrix), shownPairs);
});

function similaritiesAt(vectors: LayerVectors | undefined, width: number): Similarities | undefined {
  if (vectors === undefined || width === 0) return undefined;
  const { space, texts, layer } = vectors;
  const left = vectors.vectors.map((vector) => vector.subarray(0, width));
  const matrix = similarityMatrix({ vectors: left, space }, { vectors: vectors.vectors, space });
  return { texts, layer, dimension: width, matrix };
}
