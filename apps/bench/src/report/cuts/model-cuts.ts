import type { ModelResults } from "../../results/bench-results.ts";
import type { QualityMeasure } from "../../results/quality.ts";
import type { Worth } from "./pareto.ts";

/** A cut of one exit: what it costs, in milliseconds, and how good it is, in the unit of the measure. */
export interface Cut extends Worth {
  readonly layer: number;
  readonly dimension: number;
}

/** The cuts of a model whose exit was timed at texts of so many tokens, on the provider that was measured first. */
export function modelCuts({ latency }: ModelResults, { cells }: QualityMeasure, tokens: number): Cut[] {
  return cells.flatMap(({ queryLayer, storedLayer, dimension, stored, quality }) => {
    if (queryLayer !== storedLayer || stored !== "float32") return [];
    const row = latency.find((candidate) => candidate.layer === queryLayer && candidate.tokens === tokens);
    return row === undefined ? [] : [{ layer: queryLayer, dimension, cost: row.milliseconds.median, worth: quality }];
  });
}
