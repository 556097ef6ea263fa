import { allPresent } from "../../config/config-file.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { knownNames, type GraphChoice } from "./graph-choice.ts";
import { graphName, layerPaths, plainName } from "./graph-name.ts";
import { isGraph } from "../files/manifest.ts";

/** What can be known of the files beside a model's graphs. */
export interface ModelFileList {
  /** The paths of graphs. */
  readonly graphs: readonly string[];
  /** Folders below the root that hold models of their own, with their closing slash. */
  readonly models: readonly string[];
  /** Weights in a form that is no graph. */
  readonly otherWeights: readonly string[];
}

const isOtherWeights = (path: string): boolean => /(\.safetensors|\.gguf|\.h5|\.msgpack|(^|\/)pytorch_model[^/]*\.bin)$/.test(path);

/** The files of a source that can list them, else undefined. Graphs of models inside are not this model's. */
export async function listedFiles(source: FileSource): Promise<ModelFileList | undefined> {
  const paths = await source.list?.();
  if (paths === undefined) return undefined;
  const models = paths.flatMap((path) => /^(.+\/)modules\.json$/.exec(path)?.[1] ?? []);
  const own = paths.filter((path) => !models.some((folder) => path.startsWith(folder)));
  return { graphs: own.filter(isGraph), models, otherWeights: own.filter(isOtherWeights) };
}

/**
 * Looks for graphs under the names that are known, where files cannot be listed: those that were asked for, with their `layers`; by default
 * `model.onnx`, and only without it those of other names.
 */
export async function probedFiles(
  source: FileSource,
  choice: GraphChoice,
  folders: readonly string[],
  layers: readonly number[],
): Promise<ModelFileList> {
  const list = async (candidates: readonly string[]): Promise<ModelFileList> => ({
    graphs: await allPresent(source, candidates),
    models: [],
    otherWeights: [],
  });
  if (choice.path !== undefined) return list([choice.path]);
  const { name, layer } = graphName(choice.name ?? plainName);
  const wanted = layer === undefined ? layers : [layer];
  const found = await list(folders.flatMap((folder) => [folder + name, ...wanted.flatMap((exit) => layerPaths(folder, name, exit))]));
  if (found.graphs.length > 0) return found;
  const others = await list(folders.flatMap((folder) => knownNames.map((known) => folder + known)));
  return { ...others, otherWeights: await allPresent(source, ["model.safetensors", "pytorch_model.bin"]) };
}
