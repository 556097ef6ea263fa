import type { CutOptions, ModelInfo } from "@nestvec/core";

/**
 * At most five cuts of a model from the fullest to the cheapest: the deepest exit at its full and at a small dimension, then shallower
 * exits at ever smaller ones.
 */
export function demoCuts({ exits, dimensions, width }: Pick<ModelInfo, "exits" | "dimensions" | "width">): readonly Required<CutOptions>[] {
  const layers = exits.map(({ layer }) => layer).toReversed();
  const widths = dimensions ?? [width];
  const steps = [
    [0, 0],
    [0, 0.75],
    [0.34, 0.5],
    [0.67, 0.75],
    [1, 1],
  ] as const;
  const cuts = steps.map(([depth, narrowness]) => ({ layer: at(layers, depth), dimension: at(widths, narrowness) }));
  // A model with few exits or dimensions gives some of them twice.
  return cuts.filter(
    (cut, place) => cuts.findIndex(({ layer, dimension }) => layer === cut.layer && dimension === cut.dimension) === place,
  );
}

function at(values: readonly number[], part: number): number {
  return values[Math.round(part * (values.length - 1))] ?? 0;
}
