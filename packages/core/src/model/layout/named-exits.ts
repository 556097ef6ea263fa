import { configInvalid } from "../../config/config-value.ts";
import type { GraphName } from "../graphs/graph-name.ts";
import type { ExitDescription } from "./find-exits.ts";
import type { ShapeFiles } from "../settings/shape-files.ts";

/** The exits that the names of some graphs tell. */
export interface NamedExits {
  /** Shallowest first. Never empty. */
  readonly exits: readonly ExitDescription[];
  readonly missingLayers: readonly number[];
  readonly sharedSpace: boolean;
}

/**
 * The exits of graphs that name their layers, and of the full model beside them, whose layer is the last. matryoshka_config.json says which there are;
 * without it, all that there are. Exits share no space, and nor does the one that is there of a model that has several.
 * @throws NestvecError CONFIG_INVALID where no file says how many layers the full model has, or it says too few
 */
export function namedExits(graphs: readonly GraphName[], { transformer, exit, matryoshka, contract }: ShapeFiles): NamedExits {
  const hasLayers = graphs.some(({ layer }) => layer !== undefined);
  const total = transformer?.layers ?? matryoshka?.totalLayers;
  const file = transformer?.file ?? matryoshka?.file ?? "config.json";
  const found = new Map<number, string>();
  for (const { layer, path } of graphs) {
    if (layer !== undefined && total !== undefined && layer > total) {
      const at = { file, key: transformer === undefined ? "num_layers" : "num_hidden_layers", value: total };
      throw configInvalid(at, `at least ${layer}, the layer of "${path}"`);
    }
    if (layer !== undefined) found.set(layer, path);
  }
  const full = graphs.find(({ layer }) => layer === undefined);
  if (full !== undefined) {
    const layer = (hasLayers ? undefined : exit?.layer) ?? total ?? (hasLayers ? undefined : 1);
    if (layer === undefined) {
      const at = { file, key: "num_hidden_layers", value: undefined };
      throw configInvalid(at, `there: the layer of "${full.path}", beside graphs that name theirs`);
    }
    if (!found.has(layer)) found.set(layer, full.path);
  }
  const wanted = matryoshka?.layers ?? [...found.keys()].toSorted((left, right) => left - right);
  const exits = wanted.flatMap((layer) => (found.has(layer) ? [{ layer, graph: found.get(layer) ?? "" }] : []));
  if (exits.length === 0 && matryoshka !== undefined) {
    const at = { file: matryoshka.file, key: "layer_indices", value: matryoshka.layers };
    throw configInvalid(at, `a list with a layer of which there is a graph: ${[...found.keys()].join(", ")}`);
  }
  return {
    exits,
    missingLayers: wanted.filter((layer) => !found.has(layer)),
    sharedSpace: !hasLayers && contract === undefined && matryoshka === undefined,
  };
}
