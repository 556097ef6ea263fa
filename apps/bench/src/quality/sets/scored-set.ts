import type { ScoredPair } from "../data/scored-pair.ts";
import { spearman } from "./spearman.ts";
import { rowProducts } from "../vectors/row-products.ts";
import type { QualitySet, SetFigure } from "./quality-set.ts";
import { sampleEvenly, sampling } from "./sample-evenly.ts";

/** Pairs of texts that people have scored: 100 × Spearman of cosine against score. The left texts are the queries. */
export function scoredSet(title: string, figure: SetFigure, all: readonly ScoredPair[], limit?: number): QualitySet {
  const pairs = sampleEvenly(all, limit);
  const scores = pairs.map(({ score }) => score);
  return {
    title,
    queries: pairs.map(({ left }) => left),
    stored: pairs.map(({ right }) => right),
    ...sampling(pairs.length, all.length),
    figures: [figure],
    comparesWithFullCut: false,
    judge: async () => async (sides) => [100 * spearman(rowProducts(sides), scores)],
  };
}
