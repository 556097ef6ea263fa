import { NestvecError } from "../errors.ts";
import { invalidArgument } from "../invalid-argument.ts";
import type { ModelInfo } from "../model/model-info.ts";
import type { CutOptions } from "./embedder.ts";

/** A layer and a dimension that the model has. */
export interface Cut {
  readonly layer: number;
  readonly dimension: number;
}

/**
 * Checks the cut that is asked for against the model; what is left out is the full one. A model whose deepest exit is not there has no full cut:
 * the next shallower would give other vectors without a word.
 * @throws NestvecError LAYER_UNAVAILABLE, DIMENSION_UNAVAILABLE, ARGUMENT_INVALID
 */
export function checkedCut({ exits, missingLayers, dimensions, width }: ModelInfo, asked: CutOptions): Cut {
  const available = exits.map((exit) => exit.layer);
  const { layer = Math.max(...available, ...missingLayers), dimension = dimensions?.[0] ?? width } = asked;
  requireNumber("layer", layer);
  requireNumber("dimension", dimension);
  if (!available.includes(layer)) throw new NestvecError("LAYER_UNAVAILABLE", { layer, available, missing: missingLayers });
  const fits =
    dimensions === undefined ? Number.isInteger(dimension) && dimension >= 1 && dimension <= width : dimensions.includes(dimension);
  if (!fits) throw new NestvecError("DIMENSION_UNAVAILABLE", { dimension, available: dimensions, width });
  return { layer, dimension };
}

function requireNumber(argument: string, value: unknown): void {
  if (typeof value === "number") return;
  throw invalidArgument(argument, value, "a number");
}
