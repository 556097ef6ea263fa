import { NestvecError } from "../errors.ts";
import type { CutOptions } from "./embedder.ts";
import { layerUnavailable } from "./exit-registry.ts";
import type { ModelDescription } from "../model/model-description.ts";

/** A layer and a dimension that the model has. */
export interface Cut {
  readonly layer: number;
  readonly dimension: number;
}

/**
 * Checks a wished cut against the model; what is left out is the full one.
 * @throws NestvecError LAYER_UNAVAILABLE, DIMENSION_UNAVAILABLE
 */
export function checkedCut(description: ModelDescription, wish: CutOptions): Cut {
  const { exits, dimensions, width } = description;
  const layer = wish.layer ?? Math.max(...exits.map((exit) => exit.layer));
  if (!exits.some((exit) => exit.layer === layer)) throw layerUnavailable(description, layer);
  const dimension = wish.dimension ?? width;
  const fits =
    dimensions === undefined ? Number.isInteger(dimension) && dimension >= 1 && dimension <= width : dimensions.includes(dimension);
  if (!fits) throw new NestvecError("DIMENSION_UNAVAILABLE", { dimension, available: dimensions, width });
  return { layer, dimension };
}
