import type { Engine } from "../engine/engine.ts";
import type { EnginePlatform } from "../model-engine/engine-platform.ts";
import type { ReadModel } from "../model-engine/read-model.ts";
import { readConfigFile } from "../config/config-file.ts";
import { placeProjection } from "../encoder/placed-projection.ts";
import { describeModel } from "../model/describe-model.ts";
import type { GraphOptions } from "../model/graph-choice.ts";
import { graphHeaders } from "../model/graph-headers.ts";
import { readSpaces } from "../model/identity.ts";
import type { ModelDescription, Pooling } from "../model/model-description.ts";
import { modelFilesOf } from "../model/model-files.ts";
import { readOnce } from "../model/read-once.ts";
import { requireOptions, type OptionNames } from "../errors/arguments.ts";
import type { FileSource } from "../runtime/runtime.ts";
import type { ScheduleOptions } from "../schedule/schedule-options.ts";
import type { ModelTokenizer } from "../path/1-tokenize.ts";
import type { EmbedderOptions, EmbedderPlatform } from "./embedder-parts.ts";
import { embedderOver } from "./embedder-over.ts";
import type { Embedder } from "./embedder.ts";
import { checkedSpaceNames } from "./space-names.ts";

/** What a caller may say of a model beyond its files. Plain data. */
export interface ModelOptions extends GraphOptions {
  /** Tokens that a text may have: at most the model's own limit, which is the default. */
  readonly maxTokens?: number | undefined;
  /** How token vectors are pooled, where the model's files do not say. */
  readonly pooling?: Pooling | undefined;
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
  dtype: true,
  file: true,
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
  const { maxTokens, pooling, dtype, file, space, schedule } = options;
  const opening = readOnce(source);
  const description = await describeModel(opening, { maxTokens, pooling, dtype, file });
  const layers = [...description.exits.map(({ layer }) => layer), ...description.missingLayers];
  const named = checkedSpaceNames(space, layers);
  const headers = graphHeaders(opening);
  const files = modelFilesOf(opening, headers);
  const tokenizer = await readTokenizer(opening, description);
  const projection = await placeProjection(files, description, headers);
  const projected = projection?.place === "encoder";
  const { identity, spaceOf } = await readSpaces(files, description, platform.digest, { named: named.model, projected });
  opening.forget();
  const model: ReadModel = {
    ...platform,
    description,
    files,
    headers,
    tokenizer,
    projection,
    identity,
    spaceOf: async (layer) => named.layers.get(layer) ?? spaceOf(layer),
  };
  // All that works on a model is loaded with it, and not by those who only compare vectors.
  const [{ modelEncoder }, { modelEngine }] = await Promise.all([
    import("../encoder/encoder.ts"),
    import("../model-engine/model-engine.ts"),
  ]);
  const { vocabularySize, padSide } = tokenizer;
  return modelEngine(model, modelEncoder({ ...model, vocabularySize, padSide }), schedule);
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
  const { tokenizerPath, tokenizerConfigPath, vocabularySize, specialTokenIds } = description;
  const json = await readConfigFile(source, tokenizerPath);
  const config = tokenizerConfigPath === undefined ? undefined : await readConfigFile(source, tokenizerConfigPath);
  const { openTokenizer } = await import("../path/1-tokenize.ts");
  return openTokenizer({
    tokenizerJson: json?.value,
    tokenizerConfig: config?.value,
    file: tokenizerPath,
    vocabularySize,
    specialTokenIds,
  });
}
