import type { Encoder } from "../encoder/encoder.ts";
import type { Engine } from "../engine/engine.ts";
import type { EnginePlatform } from "../model-engine/engine-platform.ts";
import type { ReadModel } from "../model-engine/read-model.ts";
import { readConfigFile } from "../config/config-file.ts";
import { tokenizerBounds } from "../config/json-bounds.ts";
import { placeProjection } from "../encoder/placed-projection.ts";
import { describeModel } from "../model/describe-model.ts";
import type { GraphOptions } from "../model/graph-choice.ts";
import type { FactOptions } from "../model/stated-facts.ts";
import { graphHeaders, noGraphHeaders, type GraphHeaders } from "../model/graph-headers.ts";
import { readSpaces } from "../model/identity.ts";
import type { ModelDescription } from "../model/model-description.ts";
import type { Pooling } from "../model/pooling.ts";
import { modelFilesOf } from "../model/model-files.ts";
import { readOnce } from "../model/read-once.ts";
import { invalidArgument, quoted, requireOptions, type OptionNames } from "../errors/arguments.ts";
import type { FileSource } from "../runtime/runtime.ts";
import type { ScheduleOptions } from "../schedule/schedule-options.ts";
import type { ModelTokenizer } from "../path/1-tokenize.ts";
import type { EmbedderOptions, EmbedderPlatform } from "./embedder-parts.ts";
import { embedderOver } from "./embedder-over.ts";
import type { Embedder } from "./embedder.ts";
import { checkedSpaceNames } from "./space-names.ts";

/** What a caller may say of a model beyond its files. Plain data. */
export interface ModelOptions extends GraphOptions, FactOptions {
  /** Tokens that a text may have: at most the model's own limit, which is the default. */
  readonly maxTokens?: number | undefined;
  /** How token vectors are pooled, where the model's files do not say. */
  readonly pooling?: Pooling | undefined;
  /** What vectors are for, for calls that name no task, where the model has tasks (jina-embeddings-v3). */
  readonly task?: string | undefined;
  /**
   * Says that a re-made model is the same as one before: a name for the model's space, or by layer the full names that earlier
   * answers carried, such as `{ 6: "mmbert-0123456789abcdef/layer-6" }`. Default: digests.
   */
  readonly space?: string | Readonly<Record<number, string>> | undefined;
  /** How calls are cut into batches, and how much may wait. */
  readonly schedule?: ScheduleOptions | undefined;
}

const modelOptionNames: OptionNames<ModelOptions> = {
  maxTokens: true,
  pooling: true,
  task: true,
  dtype: true,
  file: true,
  prompts: true,
  dimensions: true,
  repository: true,
  space: true,
  schedule: true,
};

/**
 * Opens a model whose files are in `source`, in this thread. Reads its configuration and tokenizer and samples its weights; graphs are
 * opened when an exit is first used.
 * @throws NestvecError MODEL_NOT_FOUND, CONFIG_INVALID, FILE_MISSING, FILE_TRUNCATED, FILE_NOT_UTF8, MODULE_UNSUPPORTED, TOKENIZER_UNUSABLE, ARGUMENT_INVALID
 * @example
 * ```ts
 * import { hash } from "node:crypto";
 * import { fileURLToPath } from "node:url";
 * import { openEngine } from "@nestvec/core";
 * import { after, directory, nodeRuntime } from "@nestvec/runtime-node";
 *
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * const clock = () => performance.now();
 * const digest = async (bytes: Uint8Array) => hash("sha256", bytes);
 * const engine = await openEngine(directory(folder), { maxTokens: 128 }, { runtime: nodeRuntime(), clock, after, digest });
 * const { name, maxTokens } = await engine.info();
 * console.log(`${name} reads ${maxTokens} tokens`); // → nestvec-mini reads 128 tokens
 * await engine.dispose();
 * ```
 */
export async function openEngine(source: FileSource, options: ModelOptions, platform: EnginePlatform): Promise<Engine> {
  requireOptions("openEngine", options, modelOptionNames);
  const { task, space, schedule, ...overrides } = options;
  const opening = readOnce(source);
  const described = await describeModel(opening, overrides);
  const graphs = graphHeaders(opening);
  const description = await orGraphTable(opening, graphs, described);
  const layers = [...description.exits.map(({ layer }) => layer), ...description.missingLayers];
  const named = checkedSpaceNames(space, layers);
  // A safetensors file has no such header.
  const files = modelFilesOf(opening, described.table === undefined ? graphs : noGraphHeaders);
  const tokenizer = await readTokenizer(opening, description);
  const headers = description.table === undefined ? graphs : noGraphHeaders;
  const projection = await placeProjection(files, description, headers);
  const tasks = await tasksOf(description, headers);
  const projected = projection?.place === "encoder";
  const { identity, spaceOf } = await readSpaces(files, description, platform.digest, {
    named: named.model,
    projected,
    tokenizer: tokenizer.changes.content,
  });
  opening.forget();
  const model: ReadModel = {
    ...platform,
    description,
    files,
    headers,
    tokenizer,
    projection,
    tasks,
    defaultTask: checkedTask(task, tasks),
    identity,
    spaceOf: async (layer) => named.layers.get(layer) ?? spaceOf(layer),
  };
  // All that works on a model is loaded with it, and not by those who only compare vectors.
  const [encoder, { modelEngine }] = await Promise.all([openEncoder(model), import("../model-engine/model-engine.ts")]);
  return modelEngine(model, encoder, schedule);
}

/** A graph that takes `offsets` is the table of a static model. Only those are looked at of which no file states the pooling. */
async function orGraphTable(source: FileSource, headers: GraphHeaders, described: ModelDescription): Promise<ModelDescription> {
  const [exit, ...others] = described.exits;
  const mayBeTable = described.table === undefined && (described.pooling.pooling === undefined || described.poolingCertainty === "asked");
  if (!mayBeTable || exit === undefined || others.length > 0) return described;
  // What is wrong with a graph is said where its exit is opened.
  const header = await headers.read(exit.graph).catch(() => undefined);
  if (header?.inputs.some(({ name }) => name === "offsets") !== true) return described;
  return (await import("../model/graph-table.ts")).describeGraphTable(source, exit.graph, described);
}

/** What vectors can be for, where a graph has to be told. What is wrong with a graph is said where its exit is opened. */
async function tasksOf({ tasks = [], exits }: ModelDescription, headers: GraphHeaders): Promise<readonly string[]> {
  if (tasks.length === 0) return tasks;
  const read = await Promise.all(exits.map(({ graph }) => headers.read(graph).catch(() => undefined)));
  return read.some((header) => header?.inputs.some(({ name }) => name === "task_id")) ? tasks : [];
}

function checkedTask(task: string | undefined, tasks: readonly string[]): string | undefined {
  if (task === undefined || tasks.includes(task)) return task;
  throw invalidArgument("task", task, tasks.length === 0 ? "left out: this model has no tasks" : tasks.map(quoted).join(" or "));
}

async function openEncoder(model: ReadModel): Promise<Encoder> {
  const { table } = model.description;
  if (table !== undefined) return (await import("../table/table-encoder.ts")).tableEncoder({ ...model, table });
  const { vocabularySize, padSide } = model.tokenizer;
  return (await import("../encoder/encoder.ts")).modelEncoder({ ...model, vocabularySize, padSide });
}

/** What a model in this thread needs of its platform. */
export interface ModelPlatform extends EnginePlatform, EmbedderPlatform {}

/**
 * The embedder of a model that is opened in this thread.
 * @throws NestvecError as `openEngine`
 * @example
 * ```ts
 * import { hash } from "node:crypto";
 * import { fileURLToPath } from "node:url";
 * import { openModel } from "@nestvec/core";
 * import { after, cacheStore, directory, nodeRuntime } from "@nestvec/runtime-node";
 *
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * const clock = () => performance.now();
 * const digest = async (bytes: Uint8Array) => hash("sha256", bytes);
 * const platform = { runtime: nodeRuntime(), clock, after, digest, store: cacheStore() };
 * await using embedder = await openModel(directory(folder), { cacheBytes: 1_000_000 }, platform);
 * const { vectors } = await embedder.embed(["nesting dolls"], { dimension: 64 });
 * console.log(vectors[0]?.length); // → 64
 * ```
 */
export async function openModel(
  source: FileSource,
  { cacheBytes, ...options }: ModelOptions & EmbedderOptions,
  platform: ModelPlatform,
): Promise<Embedder> {
  const engine = await openEngine(source, options, platform);
  return embedderOver(engine, platform, { cacheBytes });
}

async function readTokenizer(source: FileSource, description: ModelDescription): Promise<ModelTokenizer> {
  const { tokenizerPath, tokenizerConfigPath, specialTokensPath, vocabularySize, specialTokenIds, table } = description;
  const { modelType, tokenizerClass: modelClass, lowerCases } = description;
  const read = (path: string | undefined): ReturnType<typeof readConfigFile> =>
    path === undefined ? Promise.resolve(undefined) : readConfigFile(source, path);
  const json = await readConfigFile(source, tokenizerPath, tokenizerBounds);
  if (table !== undefined) return (await import("../path/1-tokenize-static.ts")).openStaticTokenizer(json?.value, table);
  const config = await read(tokenizerConfigPath);
  const specialTokens = await read(specialTokensPath);
  const { openTokenizer } = await import("../path/1-tokenize.ts");
  return openTokenizer({
    tokenizerJson: json?.value,
    tokenizerConfig: config?.value,
    specialTokensMap: specialTokens?.value,
    modelType,
    modelClass,
    lowerCases,
    file: tokenizerPath,
    vocabularySize,
    specialTokenIds,
  });
}
