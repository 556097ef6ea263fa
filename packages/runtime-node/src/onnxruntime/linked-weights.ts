import { realpath } from "node:fs/promises";
import { dirname, relative, sep } from "node:path";
import { NestvecError, type ModelFiles } from "@nestvec/core";
import { withWeightsAt } from "@nestvec/core/onnx-runtime";
import { hubBlobsOf, isBelow } from "../files/hub-blobs.ts";

/** A graph with its weights in a folder, as ONNX Runtime opens it from memory. */
export interface RelocatedGraph {
  readonly graph: Uint8Array;
  /** The folder that the graph's weights are named from. */
  readonly folder: string;
}

/**
 * ONNX Runtime reads weights only in the folder that a graph lies in, links followed. In a cache of the Hugging Face hub a model's files are links to
 * blobs, which may lie in several folders: then the graph is opened from memory, with the weights' places below the cache. Undefined for all other graphs,
 * which are opened by their path: a link that leads elsewhere is not followed.
 * @throws NestvecError as `ModelFiles.externalFiles`, and GRAPH_INVALID for a file of weights that is not among those
 */
export async function relocatedFromHub(files: ModelFiles, graph: string): Promise<RelocatedGraph | undefined> {
  const { locate } = files;
  if (locate === undefined) return undefined;
  const weights = await files.externalFiles(graph);
  if (weights.length === 0) return undefined;
  const at = (path: string): string => locate.call(files, path);
  const place = at(graph);
  const [realGraph, realFolder] = await Promise.all([realpath(place), realpath(dirname(place))]);
  const targets = new Map<string, string>();
  for (const { path } of weights) targets.set(path, await realpath(at(path)));
  const reached = [realFolder, dirname(realGraph)];
  if ([...targets.values()].every((target) => reached.some((folder) => isBelow(target, folder)))) return undefined;

  const blobs = hubBlobsOf(realFolder);
  if (blobs === undefined || ![...targets.values()].every((target) => blobs.folders.some((root) => isBelow(target, root))))
    return undefined;
  const { cache: folder } = blobs;
  // A graph may have several names for one file, such as with and without "./".
  const locationOf = (name: string, path: string): string => {
    const target = targets.get(path);
    if (target !== undefined) return relative(folder, target).split(sep).join("/");
    throw new NestvecError("GRAPH_INVALID", { graph, problem: `it reads weights from "${name}", which its manifest does not list` });
  };
  return { graph: await withWeightsAt(files, graph, locationOf), folder };
}
