import { firstPresent, readConfig, readConfigFile } from "../../config/config-file.ts";
import { field, optional, text } from "../../config/config-readers.ts";
import { configInvalid, keyOf, member, type ConfigValue } from "../../config/config-value.ts";
import { folderOf } from "../../config/relative-path.ts";
import { invalidArgument } from "../../errors/arguments.ts";
import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { configPaths } from "../layout/find-layout.ts";
import { findPooling } from "./find-pooling.ts";
import { graphName, plainName } from "../graphs/graph-name.ts";
import { repositoryOf } from "../facts/stated-facts.ts";
import { parseModelConfig } from "../settings/model-config.ts";
import type { PoolingSource } from "./model-description.ts";
import { listedFiles } from "../graphs/model-graphs.ts";
import { parseModules, refuseUnsupportedModules } from "../settings/modules-config.ts";
import { isPooling, modesOf, poolingExpected, poolingOfModes, type Pooling } from "../settings/pooling.ts";
import { missingWeights, readProjection, type Projection } from "../settings/projection.ts";
import { readShapes } from "../settings/shape-files.ts";
import { requireOwnSettings, textModulePaths } from "../settings/text-module-config.ts";
import type { TransformerConfig } from "../settings/transformer-config.ts";

/** What a caller may say of a model that is to be compiled. */
export interface SourceOptions {
  /** The layers of its exits, in place of those that its files list. */
  readonly layers?: readonly number[] | undefined;
  /** How it pools, in place of what its files say. */
  readonly pooling?: Pooling | undefined;
  /** Its name on the Hugging Face hub, for what only the model cards of well-known repositories state. Default: as its folder says. */
  readonly repository?: string | undefined;
}

/** What the files of a model say of what is to be compiled from its weights, whether there are graphs beside them or not. */
export interface SourceFacts {
  /** The folder of the transformer with its closing slash; empty for the root. */
  readonly folder: string;
  /** config.json, as it is and as it was read. */
  readonly config: ConfigValue;
  readonly transformer: TransformerConfig;
  readonly name: string | undefined;
  /** The known repository that it is, where it is one. */
  readonly repository: string | undefined;
  readonly width: number;
  readonly totalLayers: number;
  /** The layers of its exits, shallowest first. Never empty. */
  readonly layers: readonly number[];
  /** Widest first; undefined where `model_config.json` lists none. */
  readonly dimensions: readonly number[] | undefined;
  readonly sharedSpace: boolean;
  /** Undefined `pooling` where no file says it. */
  readonly pooling: PoolingSource & { readonly pooling: Pooling | undefined };
  readonly maxTokens: number | undefined;
  /** Whether the hidden states of exits below the last layer pass the final norm. */
  readonly normalizesExits: boolean;
  /** The modules after the pooling, where there are any and the pooling is known. */
  readonly projection: Projection | undefined;
  /** The folders of the modules of Sentence Transformers after the transformer, each with its closing slash. */
  readonly moduleFolders: readonly string[];
  /** By layer: the name of the matrix `[width, width]` that is applied to the pooled vectors of an exit, where it has one. */
  readonly heads: ReadonlyMap<number, string>;
}

/**
 * Reads what a model's files say of its weights.
 * @throws NestvecError FILE_MISSING, CONFIG_INVALID, MODULE_UNSUPPORTED, ARGUMENT_INVALID
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { referenceModels } from "@nestvec/conformance/models";
 * import { readSourceFacts } from "@nestvec/core/compile";
 * import { directory } from "@nestvec/runtime-node";
 *
 * const source = directory(fileURLToPath(new URL("tiny-modernbert-source", referenceModels)));
 * const { layers, pooling } = await readSourceFacts(source);
 * console.log(layers, pooling.pooling); // → [ 2, 4, 6 ] mean
 * ```
 */
export async function readSourceFacts(source: FileSource, options: SourceOptions = {}): Promise<SourceFacts> {
  const modules = await readConfig(source, "modules.json", parseModules);
  if (modules !== undefined) refuseUnsupportedModules(modules, false);
  const folder = modules?.transformerFolder ?? "";
  const file = `${folder}config.json`;
  const config = await readConfigFile(source, file);
  if (config === undefined) throw new NestvecError("FILE_MISSING", { file, where: source.name, neededBy: "the compiler" });
  const textPath = await firstPresent(
    source,
    [folder, ""].flatMap((place) => textModulePaths.map((name) => place + name)),
  );
  await readConfig(source, textPath, requireOwnSettings);
  const configPath = await firstPresent(source, configPaths);
  const shapes = await readShapes(source, new Set([folder, "", folderOf(configPath ?? "")]));
  const published = await readConfig(source, configPath, (at) => parseModelConfig(at, shapes.transformer));
  const { transformer, matryoshka, contract } = shapes;
  const width = transformer?.width;
  const totalLayers = transformer?.layers;
  if (transformer === undefined || width === undefined || totalLayers === undefined) {
    const key = totalLayers === undefined ? "num_hidden_layers" : "hidden_size";
    throw configInvalid(member(config, key), "there: a whole number of at least 1");
  }
  const asked = checkedPooling(options.pooling);
  const own = published?.pooling === "in_graph" ? { ...published, pooling: undefined } : published;
  const { certainty: _certainty, ...pooling } = await findPooling({
    source,
    asked,
    layout: { ...shapes, exits: [], missingLayers: [], config: own, sharedSpace: false, missingGraphs: [], notes: [], table: undefined },
    modules,
  });
  const stated = published?.layers ?? matryoshka?.layers ?? (await layersOfGraphs(source, totalLayers));
  const layers = checkedLayers(options.layers, totalLayers) ?? stated;
  const deepest = layers.at(-1) ?? 0;
  if (deepest > totalLayers) throw configInvalid(member(config, "num_hidden_layers"), `at least ${deepest}, the layer of an exit`);
  const known = pooling.pooling === "in_graph" ? undefined : pooling.pooling;
  const projection =
    modules === undefined || known === undefined ? undefined : await readProjection(source, modules, width * modesOf(known).length);
  if (projection?.missing !== undefined) throw await missingWeights(source, projection);
  return {
    folder,
    config,
    transformer,
    name: published?.name,
    repository: repositoryOf(options, source.name)?.name,
    width,
    totalLayers,
    layers,
    dimensions: published?.dimensions,
    sharedSpace: published?.sharedSpace ?? (published === undefined && layers.length === 1),
    pooling: { ...pooling, pooling: known },
    projection,
    maxTokens: published?.maxTokens,
    moduleFolders: [
      modules === undefined ? "1_Pooling/" : modules.poolingFolder,
      ...(modules?.afterPooling ?? []).map((module) => module.folder),
    ].filter((module): module is string => module !== undefined && module !== ""),
    normalizesExits: contract?.normalizesExits ?? false,
    heads: (await readConfig(source, configPath, (at) => headsOf(at, layers))) ?? new Map(),
  };
}

/** The layers that the names of published graphs tell, and the last; the last alone where none does. */
async function layersOfGraphs(source: FileSource, totalLayers: number): Promise<readonly number[]> {
  const graphs = (await listedFiles(source))?.graphs ?? [];
  const named = graphs
    .map(graphName)
    .flatMap(({ name, layer }) => (name === plainName && layer !== undefined && layer < totalLayers ? [layer] : []));
  return [...new Set([...named, totalLayers])].toSorted((left, right) => left - right);
}

/** `models.N.head` of model_config.json. */
function headsOf(at: ConfigValue, layers: readonly number[]): ReadonlyMap<number, string> {
  const heads = new Map<number, string>();
  const models = member(at, "models");
  if (models.value === undefined || models.value === null) return heads;
  for (const layer of layers) {
    const model = member(models, String(layer));
    if (model.value === undefined) continue;
    const head = field({ ...model, key: keyOf(models, layer) }, "head", optional(text));
    if (head !== undefined) heads.set(layer, head);
  }
  return heads;
}

function checkedLayers(layers: unknown, totalLayers: number): readonly number[] | undefined {
  if (layers === undefined) return undefined;
  const expected = `a list of layers from 1 to ${totalLayers}, such as [${totalLayers}]`;
  if (!Array.isArray(layers) || layers.length === 0) throw invalidArgument("layers", layers, expected);
  const wrong: unknown = layers.find((layer) => !Number.isInteger(layer) || layer < 1 || layer > totalLayers);
  if (wrong !== undefined) throw invalidArgument("layers", wrong, expected);
  return [...new Set(layers as readonly number[])].toSorted((left, right) => left - right);
}

function checkedPooling(pooling: unknown): Pooling | undefined {
  if (pooling === undefined) return undefined;
  if (isPooling(pooling)) return poolingOfModes(modesOf(pooling));
  throw invalidArgument("pooling", pooling, poolingExpected);
}
