import { NestvecError, type WeightType } from "@nestvec/core";
import { compareVectors, type ExitDifference } from "./compare-vectors.ts";
import type { ModelVectors } from "./model-vectors.ts";

/** Below it, a model is not what it was. Rounding to float16 leaves small encoders 0.999999999, and int8 leaves nestvec-mini 0.9987. */
const leastCosines: Readonly<Record<WeightType, number>> = { float32: 1, float16: 0.9999, int8: 0.99 };

/**
 * What each exit of a model loses by how its weights are stored, against the same graphs with weights in float32.
 * @throws NestvecError GRAPH_INVALID where vectors are others
 */
export function storageLoss(float32: ModelVectors, stored: ModelVectors, storage: WeightType): readonly ExitDifference[] {
  const needed = leastCosines[storage];
  const compared = compareVectors(float32, stored, needed);
  const wrong = compared.find(({ isWrong }) => isWrong.includes(true));
  if (wrong !== undefined) {
    const graph = stored.info.exits.find(({ layer }) => layer === wrong.layer)?.graph ?? "";
    const problem = `its weights in ${storage} give other vectors than in float32: the least cosine is ${wrong.leastCosine.toFixed(4)}, and ${needed} is needed. Weights in ${storage === "int8" ? "float16 or float32" : "float32"} lose less`;
    throw new NestvecError("GRAPH_INVALID", { graph, problem });
  }
  return compared.map(({ layer, largestDifference, leastCosine }) => ({ layer, largestDifference, leastCosine }));
}
