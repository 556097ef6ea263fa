import type { Prepacking } from "@nestvec/onnx";
import { NestvecError } from "../../errors/nestvec-error.ts";
import { decodeUtf8Loosely } from "../../platform/utf8.ts";

/** What is known of the weights of a graph whose prepacked form may be kept in a file. */
export type { Prepacking };

/**
 * Whether ONNX Runtime's prepacked form of a graph's weights may be kept in a file, for an adapter that does so: not where rows are looked up in a large
 * table, which would be copied as a whole, and not of 4-bit weights, which ONNX Runtime reads back as NaN.
 * @throws NestvecError GRAPH_INVALID
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { fileURLToPath } from "node:url";
 * import { readPrepacking } from "@nestvec/core/onnx-runtime";
 *
 * const graph = await readFile(fileURLToPath(new URL("onnx/model_layer_2.onnx", import.meta.resolve("@nestvec/model-mini/package.json"))));
 * const { files, obstacle } = await readPrepacking("model_layer_2.onnx", graph);
 * console.log(files, obstacle); // → [ 'embeddings.bin', 'to-layer-2.bin' ] Gather reads …
 * ```
 */
export async function readPrepacking(name: string, graph: Uint8Array): Promise<Prepacking> {
  const { GraphFileError, readPrepacking: read } = await import("@nestvec/onnx");
  try {
    return await read({ size: graph.length, read: async (start, end) => graph.subarray(start, end), decode: decodeUtf8Loosely });
  } catch (error) {
    if (!(error instanceof GraphFileError)) throw error;
    throw new NestvecError("GRAPH_INVALID", { graph: name, problem: error.message });
  }
}
