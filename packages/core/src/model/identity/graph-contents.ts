import type { Digest } from "../../platform/platform.ts";
import type { ModelFiles } from "../../runtime/runtime.ts";
import type { ModelDescription } from "../describe/model-description.ts";
import { modelContents } from "./model-contents.ts";

/**
 * By path, what the graphs of a model and their weights hold, as the names of its spaces are made of it; with a manifest, of the exits that are not here, too.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID, CONFIG_INVALID
 * @example
 * ```ts
 * import { hash } from "node:crypto";
 * import { fileURLToPath } from "node:url";
 * import { describeModel } from "@nestvec/core";
 * import { graphContents } from "@nestvec/core/compile";
 * import { directory, modelFiles } from "@nestvec/runtime-node";
 *
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * const files = modelFiles(directory(folder));
 * const contents = await graphContents(files, await describeModel(files), async (bytes) => hash("sha256", bytes));
 * console.log(contents.has("onnx/model_layer_2.onnx")); // → true
 * ```
 */
export async function graphContents(
  files: ModelFiles,
  { exits, missingGraphs }: ModelDescription,
  digest: Digest,
): Promise<ReadonlyMap<string, string>> {
  const contents = await modelContents(files, digest);
  const graphs = new Set([...exits.map(({ graph }) => graph), ...missingGraphs.filter(contents.isListed)]);
  return new Map(await Promise.all(Array.from(graphs, async (graph) => [graph, await contents.graph(graph)] as const)));
}
