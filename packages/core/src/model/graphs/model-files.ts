import type { ExternalFile, FileSource, ModelFiles } from "../../runtime/runtime.ts";
import { checkListedSize } from "../files/check-listed-size.ts";
import { graphHeaders, type GraphHeaders } from "./graph-headers.ts";
import { manifestPath, readManifest, type Manifest } from "../files/manifest.ts";
import { checkWeights } from "../../runtime/check-weights.ts";
import { onceByKey } from "../files/once-by-key.ts";
import { folderOf } from "../../config/relative-path.ts";

/**
 * A model's files, which know the weights that each graph reads: from the manifest where there is one that lists them, else from
 * the graph's own header. Each graph is looked at once, on first use.
 * @throws NestvecError from `externalFiles` and `checkGraph`: FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID, CONFIG_INVALID
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { modelFiles } from "@nestvec/core";
 * import { directory } from "@nestvec/runtime-node";
 *
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * const weights = await modelFiles(directory(folder)).externalFiles("onnx/model_layer_2.onnx");
 * console.log(weights.map(({ name }) => name)); // → [ 'embeddings.bin', 'to-layer-2.bin' ]
 * ```
 */
export function modelFiles(source: FileSource): ModelFiles {
  return modelFilesOf(source, graphHeaders(source));
}

/** The same with headers that others read, too. @see modelFiles */
export function modelFilesOf(source: FileSource, headers: GraphHeaders): ModelFiles {
  const manifest = onceByKey(() => readManifest(source));
  const externalFiles = onceByKey(async (graph: string) => {
    const listed = await manifest(manifestPath);
    const weights = await listedWeights(source, listed, graph);
    return weights ?? (await headers.read(graph)).externalFiles;
  });
  const { locate, list, outside } = source;
  return {
    name: source.name,
    size: (path) => source.size(path),
    read: (path) => source.read(path),
    readSlice: (path, start, end) => source.readSlice(path, start, end),
    ...(locate === undefined ? {} : { locate: (path: string) => locate.call(source, path) }),
    ...(list === undefined ? {} : { list: () => list.call(source) }),
    ...(outside === undefined ? {} : { outside: (path: string) => outside.call(source, path) }),
    externalFiles,
    weightBytes: async (graph) => (await headers.read(graph)).weightBytes,
    async checkGraph(graph) {
      // What the graph itself reads, whatever the manifest lists.
      const { externalFiles: read } = await headers.read(graph);
      const listed = await externalFiles(graph);
      await checkWeights(source, graph, listed === read ? read : [...listed, ...read]);
    },
  };
}

/** What the manifest says of a graph; undefined where it does not say. */
async function listedWeights(
  source: FileSource,
  manifest: Manifest | undefined,
  graph: string,
): Promise<readonly ExternalFile[] | undefined> {
  const listed = manifest?.get(graph);
  if (manifest === undefined || listed === undefined) return undefined;
  await checkListedSize(source, graph, listed);
  const folder = folderOf(graph);
  return listed.externalFiles.toSorted().map((path) => ({ name: path.slice(folder.length), path, bytes: manifest.get(path)?.bytes ?? 0 }));
}
