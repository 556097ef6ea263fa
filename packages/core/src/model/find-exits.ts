import { NestvecError } from "../errors/nestvec-error.ts";
import type { FileSource } from "../runtime/runtime.ts";
import { firstPresent } from "../config/config-file.ts";
import type { ModelConfig } from "./model-config.ts";
import type { ExitDescription } from "./model-description.ts";
import { folderOf } from "../config/relative-path.ts";

/**
 * Looks for the graph of every layer that model_config.json lists.
 * @throws NestvecError FILE_MISSING where none of them is there, naming the first
 */
export async function findExits(
  source: FileSource,
  config: ModelConfig,
): Promise<{ readonly exits: readonly ExitDescription[]; readonly missingLayers: readonly number[] }> {
  const exits: ExitDescription[] = [];
  const missing: { readonly layer: number; readonly graph: string }[] = [];
  for (const layer of config.layers) {
    const candidates = graphCandidates(config, layer);
    const graph = await firstPresent(source, candidates);
    if (graph === undefined) missing.push({ layer, graph: candidates[0] ?? "" });
    else exits.push({ layer, graph });
  }
  const [first] = missing;
  if (exits.length === 0 && first !== undefined)
    throw new NestvecError("FILE_MISSING", { file: first.graph, where: source.name, neededBy: config.file });
  return { exits, missingLayers: missing.map(({ layer }) => layer) };
}

/** A path that the file gives is the only one; else the published layout and the older flat one, where the full model may be model.onnx. */
function graphCandidates(config: ModelConfig, layer: number): readonly string[] {
  const base = folderOf(config.file);
  const path = config.paths.get(layer);
  if (path !== undefined) return [base + path];
  const names = [`layer-${layer}/model.onnx`, `model_layer_${layer}.onnx`];
  if (layer === config.totalLayers) names.push("model.onnx");
  const folders = base === "" ? ["", "onnx/"] : [base, ""];
  return folders.flatMap((folder) => names.map((name) => folder + name));
}
