import { invalidArgument } from "../../errors/arguments.ts";
import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { firstPresent } from "../../config/config-file.ts";
import { chooseGraphs } from "../graphs/choose-graphs.ts";
import { isDefault, type GraphChoice } from "../graphs/graph-choice.ts";
import { graphName, layerPaths, plainName, renamed, type GraphName } from "../graphs/graph-name.ts";
import type { ModelConfig } from "../settings/model-config.ts";

import { folderOf } from "../../config/relative-path.ts";

/** One exit as the model's files describe it. */
export interface ExitDescription {
  readonly layer: number;
  /** The graph's path in the source, or that of a static model's table. */
  readonly graph: string;
  /** All graphs that run for it, where there are others than `graph`: those of a compiled model's stages. */
  readonly graphs?: readonly string[];
}

/** All graphs that run for an exit. */
export const graphsOf = ({ graph, graphs = [graph] }: ExitDescription): readonly string[] => graphs;

/** Exits whose graphs are there. */
export interface FoundExits {
  /** Shallowest first. Never empty. */
  readonly exits: readonly ExitDescription[];
  readonly missingLayers: readonly number[];
  /** The paths at which their graphs would be. */
  readonly missingGraphs: readonly string[];
  /** Whether the graphs are taken because there are no others, under whatever name. */
  readonly isOnlyKind: boolean;
}

/**
 * Looks for the graph of every layer that model_config.json lists, under the name that was asked for. `graphs` are those that the source lists.
 * @throws NestvecError FILE_MISSING where none of them is there, naming the first; GRAPH_UNAVAILABLE, ARGUMENT_INVALID for a choice that fits no layer
 */
export async function findExits(
  source: FileSource,
  config: ModelConfig,
  choice: GraphChoice,
  graphs: readonly string[],
): Promise<FoundExits> {
  const { path } = choice;
  if (path !== undefined && (await source.size(path)) !== undefined) return { ...oneExit(config, path), isOnlyKind: false };
  const wanted = graphName(path ?? choice.name ?? plainName);
  const folders = path === undefined ? foldersOf(config) : [wanted.folder];
  const exits: ExitDescription[] = [];
  const missing: { readonly layer: number; readonly graphs: readonly string[] }[] = [];
  const layers = config.layers.filter((layer) => wanted.layer === undefined || wanted.layer === layer);
  const found = layers.map(async (layer) => {
    const candidates = graphCandidates(config, layer, wanted.name, folders);
    return { layer, candidates, graph: await firstPresent(source, candidates) };
  });
  for (const { layer, candidates, graph } of await Promise.all(found)) {
    if (graph === undefined) missing.push({ layer, graphs: candidates });
    else exits.push({ layer, graph });
  }
  const missingGraphs = missing.flatMap(({ graphs: paths }) => paths);
  if (exits.length > 0) return { exits, missingLayers: missing.map(({ layer }) => layer), missingGraphs, isOnlyKind: false };
  const near = isDefault(choice) ? graphs.filter((graph) => folders.includes(graphName(graph).folder)) : [];
  if (near.length > 0) {
    const chosen = chooseGraphs({ model: source.name, paths: near, choice: {}, folders: [] });
    return { ...exitsOf(chosen.graphs, config), isOnlyKind: true };
  }
  if (choice.asked !== undefined)
    throw new NestvecError("GRAPH_UNAVAILABLE", { model: source.name, asked: choice.asked, available: graphs });
  throw new NestvecError("FILE_MISSING", { file: missingGraphs[0] ?? "", where: source.name, neededBy: config.file });
}

/** The one exit of a graph that was asked for by its path. @throws NestvecError ARGUMENT_INVALID */
function oneExit(config: ModelConfig, path: string): Omit<FoundExits, "isOnlyKind"> {
  const layer = layerOf(config, graphName(path));
  if (layer !== undefined) return { exits: [{ layer, graph: path }], missingLayers: [], missingGraphs: [] };
  throw invalidArgument("file", path, `the graph of a layer that ${config.file} lists: ${config.layers.join(", ")}`);
}

/** The exits among some graphs of one kind. */
function exitsOf(graphs: readonly GraphName[], config: ModelConfig): Omit<FoundExits, "isOnlyKind"> {
  const layers = new Map(graphs.map((graph) => [layerOf(config, graph), graph.path]));
  return {
    exits: config.layers.flatMap((layer) => (layers.has(layer) ? [{ layer, graph: layers.get(layer) ?? "" }] : [])),
    missingLayers: config.layers.filter((layer) => !layers.has(layer)),
    missingGraphs: [],
  };
}

/** The layer of a graph, where model_config.json lists it. A graph that names none is the full model. */
function layerOf(config: ModelConfig, { path, layer }: GraphName): number | undefined {
  const listed = [...config.paths].find(([, at]) => folderOf(config.file) + at === path)?.[0];
  const own = listed ?? layer ?? config.totalLayers ?? config.layers.at(-1);
  return config.layers.find((candidate) => candidate === own);
}

function foldersOf({ file }: ModelConfig): readonly string[] {
  const base = folderOf(file);
  return base === "" ? ["", "onnx/"] : [base, ""];
}

/** A path that the file gives is the only one; else the published layout and the older flat one, where the full model may be model.onnx. */
function graphCandidates(config: ModelConfig, layer: number, name: string, folders: readonly string[]): readonly string[] {
  const path = config.paths.get(layer);
  if (path !== undefined && folders.includes(folderOf(config.file))) {
    const listed = renamed(folderOf(config.file) + path, name);
    return listed === undefined ? [] : [listed];
  }
  return folders.flatMap((folder) => [...layerPaths(folder, name, layer), ...(layer === config.totalLayers ? [folder + name] : [])]);
}
