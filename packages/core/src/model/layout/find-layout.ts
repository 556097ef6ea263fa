import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { firstPresent, readConfig } from "../../config/config-file.ts";
import { folderOf } from "../../config/relative-path.ts";
import { compiledExits } from "./compiled-exits.ts";
import { compiledNotes, quantizedNotes } from "./compiled-notes.ts";
import { compiledModelPath, type CompiledModel, type ParsedCompiledModel } from "../settings/compiled-model.ts";
import { parseDescribedModel, type QuantizedModel } from "../settings/quantized-model.ts";
import { invalidArgument } from "../../errors/arguments.ts";
import { chooseGraphs, type ChosenGraphs } from "../graphs/choose-graphs.ts";
import { findExits } from "./find-exits.ts";
import type { GraphChoice } from "../graphs/graph-choice.ts";
import { plainName } from "../graphs/graph-name.ts";
import { layoutNotes } from "./layout-notes.ts";
import { namedExits } from "./named-exits.ts";
import { listedFiles, probedFiles, type ModelFileList } from "../graphs/model-graphs.ts";
import { parseModelConfig, type ModelConfig } from "../settings/model-config.ts";
import type { ExitDescription } from "./find-exits.ts";
import { readShapes, type ShapeFiles } from "../settings/shape-files.ts";

/** Where a model's graphs are, and the files that describe their shape. */
export interface Layout extends ShapeFiles {
  readonly exits: readonly ExitDescription[];
  readonly missingLayers: readonly number[];
  /** `model_config.json`; undefined for a model that has none. */
  readonly config: ModelConfig | undefined;
  /** What only a compiled model has. */
  readonly compiled?: CompiledModel;
  /** What only published graphs in int8 have. */
  readonly quantized?: QuantizedModel;
  /** Whether vectors of all exits may be compared. */
  readonly sharedSpace: boolean;
  /** The paths at which the graphs of missing layers would be. */
  readonly missingGraphs: readonly string[];
  /** What is worth knowing of the choice of graphs, each a sentence. */
  readonly notes: readonly string[];
}

/** Where model_config.json may be. */
export const configPaths: readonly string[] = ["onnx/model_config.json", "model_config.json"];
const graphFolders = ["onnx/", ""];

/**
 * Finds a model in a source: one with `model_config.json`, in `onnx/` or at the root, or one whose graphs are found by their names: a single one, or
 * one for each of several layers.
 * @throws NestvecError MODEL_NOT_FOUND, GRAPH_UNAVAILABLE, FILE_MISSING, CONFIG_INVALID, ARGUMENT_INVALID
 */
export async function findLayout(source: FileSource, transformerFolder: string, choice: GraphChoice): Promise<Layout> {
  const described = await readConfig(source, compiledModelPath, parseDescribedModel);
  if (described === undefined) return publishedLayout(source, transformerFolder, choice);
  if ("compiled" in described) return compiledLayout(source, transformerFolder, described.compiled, choice);
  const { quantized } = described;
  const layout = await publishedLayout(source, transformerFolder, choice);
  return { ...layout, quantized, notes: [...layout.notes, ...quantizedNotes(quantized)] };
}

async function publishedLayout(source: FileSource, transformerFolder: string, choice: GraphChoice): Promise<Layout> {
  const listed = await listedFiles(source);
  const configPath = await firstPresent(source, configPaths);
  const shapes = await readShapes(source, new Set([transformerFolder, "", folderOf(configPath ?? "")]));
  const config = await readConfig(source, configPath, (at) => parseModelConfig(at, shapes.transformer));
  if (config !== undefined) {
    const found = await findExits(source, config, choice, listed?.graphs ?? []);
    const { exits, missingLayers, missingGraphs } = found;
    return {
      ...shapes,
      exit: undefined,
      exits,
      missingLayers,
      config,
      sharedSpace: config.sharedSpace,
      missingGraphs,
      notes: layoutNotes(found, listed),
    };
  }
  const { graphs, isOnlyKind, files } = await graphsByName(source, transformerFolder, choice, { listed, shapes });
  // The folder of an exit has a config.json of its own, and so has an export beside the model.
  const folders = graphs.toReversed().flatMap(({ folder, path }) => [folder, folderOf(path)]);
  const nearer = await readShapes(source, new Set(folders), shapes);
  const found = namedExits(graphs, nearer);
  return {
    ...nearer,
    ...found,
    config: undefined,
    // Exits that are found by their names share no space with others.
    missingGraphs: [],
    notes: layoutNotes({ ...found, isOnlyKind }, files, nearer.contract),
  };
}

/** @throws NestvecError ARGUMENT_INVALID for a choice among graphs */
async function compiledLayout(
  source: FileSource,
  transformerFolder: string,
  { compiled, config }: ParsedCompiledModel,
  choice: GraphChoice,
): Promise<Layout> {
  if (choice.asked !== undefined) {
    const [option = "", ...value] = choice.asked.split(" ");
    throw invalidArgument(option, value.join(" ").replaceAll('"', ""), `left out for a compiled model (${compiledModelPath})`);
  }
  const shapes = await readShapes(source, new Set([transformerFolder, ""]));
  const { exits, missingLayers } = await compiledExits(source, compiled);
  return {
    ...shapes,
    exit: undefined,
    exits,
    missingLayers,
    config,
    compiled,
    sharedSpace: config.sharedSpace,
    missingGraphs: [],
    notes: compiledNotes(compiled),
  };
}

interface Known {
  readonly listed: ModelFileList | undefined;
  readonly shapes: ShapeFiles;
}

/** The graphs of a model that has no model_config.json. @throws NestvecError MODEL_NOT_FOUND, GRAPH_UNAVAILABLE */
async function graphsByName(
  source: FileSource,
  transformerFolder: string,
  choice: GraphChoice,
  { listed, shapes }: Known,
): Promise<ChosenGraphs & { readonly files: ModelFileList }> {
  const inTransformer = transformerFolder === "" ? [] : [`${transformerFolder}onnx/`, transformerFolder];
  const folders = [...graphFolders, ...inTransformer];
  const files = listed ?? (await probedFiles(source, choice, folders, exitLayers(shapes)));
  if (files.graphs.length > 0) return { ...chooseGraphs({ model: source.name, paths: files.graphs, choice, folders }), files };
  const looked = [...configPaths, ...graphFolders.map((folder) => folder + plainName)];
  const [weights] = files.otherWeights;
  const { models } = files;
  throw new NestvecError("MODEL_NOT_FOUND", {
    model: source.name,
    looked,
    ...(weights === undefined ? {} : { weights }),
    ...(models.length === 0 ? {} : { models: models.map((folder) => folder.slice(0, -1)) }),
  });
}

/** Layers below the last that may have graphs of their own, where files cannot be listed. */
function exitLayers({ matryoshka, contract, transformer }: ShapeFiles): readonly number[] {
  const most = Math.min(transformer?.layers ?? 0, mostLayers);
  return matryoshka?.layers ?? (contract === undefined ? [] : Array.from({ length: most }, (_, index) => index + 1));
}

/** Above any encoder: what a damaged file says must not decide how many files are asked for. */
const mostLayers = 100;
