import { NestvecError } from "../../errors/nestvec-error.ts";
import { decodeUtf8Loosely, encodeUtf8 } from "../../platform/utf8.ts";
import type { ModelFiles } from "../../runtime/runtime.ts";

/**
 * A graph that reads its weights from other places, for an adapter that opens it from memory: `locationOf` gives the new place for each name that the
 * graph has for a file of weights, and its path from the model's root.
 * @throws NestvecError GRAPH_INVALID, and what the files throw
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { memorySource, modelFiles } from "@nestvec/core";
 * import { withWeightsAt } from "@nestvec/core/onnx-runtime";
 * import { directory } from "@nestvec/runtime-node";
 *
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * const graph = await withWeightsAt(modelFiles(directory(folder)), "onnx/model_layer_2.onnx", (name) => `weights/${name}`);
 * const moved = modelFiles(memorySource({ "model.onnx": graph }));
 * console.log((await moved.externalFiles("model.onnx"))[0]?.name); // → weights/embeddings.bin
 * ```
 */
export async function withWeightsAt(
  files: ModelFiles,
  graph: string,
  locationOf: (location: string, path: string) => string,
): Promise<Uint8Array> {
  const bytes = await files.read(graph);
  // Few graphs need it.
  const [{ GraphFileError, relocateWeights }, { weightsPath }] = await Promise.all([import("@nestvec/onnx"), import("./graph-header.ts")]);
  try {
    return relocateWeights(bytes, (location) => locationOf(location, weightsPath(location, graph)), {
      encode: encodeUtf8,
      decode: decodeUtf8Loosely,
    });
  } catch (error) {
    if (!(error instanceof GraphFileError)) throw error;
    throw new NestvecError("GRAPH_INVALID", { graph, problem: error.message });
  }
}
