import { invalidArgument } from "../invalid-argument.ts";
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
 * Checks a wished cut against the model; what is left out is the full one. A model whose deepest exit is not there has no full cut:
 * the next shallower would give other vectors without a word.
 * @throws NestvecError LAYER_UNAVAILABLE, DIMENSION_UNAVAILABLE, ARGUMENT_INVALID
 */
export function checkedCut(description: ModelDescription, wish: CutOptions): Cut {
  const { exits, missingLayers, dimensions, width } = description;
  const { layer = Math.max(...exits.map((exit) => exit.layer), ...missingLayers), dimension = dimensions?.[0] ?? width } = wish;
  requireNumber("layer", layer);
  requireNumber("dimension", dimension);
  if (!exits.some((exit) => exit.layer === layer)) throw layerUnavailable(description, layer);
  const fits =
    dimensions === undefined ? Number.isInteger(dimension) && dimension >= 1 && dimension <= width : dimensions.includes(dimension);
  if (!fits) throw new NestvecError("DIMENSION_UNAVAILABLE", { dimension, available: dimensions, width });
  return { layer, dimension };
}

function requireNumber(argument: string, value: unknown): void {
  if (typeof value === "number") return;
  throw invalidArgument(argument, value, "a number");
}
