import { readConfigFile } from "../model/config-file.ts";
import { describeModel } from "../model/describe-model.ts";
import { graphHeaders } from "../model/graph-headers.ts";
import { readSpaces } from "../model/identity.ts";
import type { ModelDescription, Pooling } from "../model/model-description.ts";
import { modelFilesOf } from "../model/model-files.ts";
import { readOnce } from "../model/read-once.ts";
import { requireOptions, type OptionNames } from "../option-names.ts";
import type { FileSource } from "../runtime.ts";
import type { ScheduleOptions } from "../schedule/schedule-options.ts";
import type { ModelTokenizer } from "../tokenizer/open-tokenizer.ts";
import type { Embedder } from "./embedder.ts";
import type { ModelPlatform } from "./model-platform.ts";
import { checkedSpaceNames } from "./space-names.ts";

/** What a caller may say of a model beyond its files. Plain data. */
export interface ModelOptions {
  /** Tokens that a text may have: at most the model's own limit, which is the default. */
  readonly maxTokens?: number;
  /** How token vectors are pooled, where the model's files do not say. */
  readonly pooling?: Pooling;
  /**
   * Says that a re-made model is the same as one before: a name for the model's space, or by layer the full names that earlier
   * answers carried, such as `{ 6: "mmbert-0123456789abcdef/layer-6" }`. Default: digests.
   */
  readonly space?: string | Readonly<Record<number, string>>;
  /** How calls are cut into batches, and how much may wait. */
  readonly schedule?: ScheduleOptions;
}

const modelOptionNames: OptionNames<ModelOptions> = { maxTokens: true, pooling: true, space: true, schedule: true };

/**
 * Opens a model whose files are in `source`. Reads its configuration and tokenizer and samples its weights; graphs are
 * opened when an exit is first used.
 * @throws NestvecError MODEL_NOT_FOUND, CONFIG_INVALID, FILE_MISSING, FILE_TRUNCATED, FILE_NOT_UTF8, MODULE_UNSUPPORTED, TOKENIZER_UNUSABLE, ARGUMENT_INVALID
 */
export async function openModel(source: FileSource, options: ModelOptions, platform: ModelPlatform): Promise<Embedder> {
  requireOptions("openModel", options, modelOptionNames);
  const { maxTokens, pooling, space, schedule } = options;
  const opening = readOnce(source);
  const description = await describeModel(opening, {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(pooling === undefined ? {} : { pooling }),
  });
  const layers = [...description.exits.map(({ layer }) => layer), ...description.missingLayers];
  const named = checkedSpaceNames(space, layers);
  const headers = graphHeaders(opening);
  const files = modelFilesOf(opening, headers);
  const tokenizer = await readTokenizer(opening, description);
  const { identity, spaceOf } = await readSpaces(files, description, platform.digest, named.model);
  opening.forget();
  // All that works on a model is loaded with it, and not by those who only compare vectors.
  const { embedderOf } = await import("./embedder-of.ts");
  return embedderOf(
    { ...platform, description, files, headers, tokenizer, identity, spaceOf: async (layer) => named.layers.get(layer) ?? spaceOf(layer) },
    schedule,
  );
}

async function readTokenizer(source: FileSource, description: ModelDescription): Promise<ModelTokenizer> {
  const { tokenizerPath, tokenizerConfigPath, vocabularySize, specialTokenIds } = description;
  const json = await readConfigFile(source, tokenizerPath);
  const config = tokenizerConfigPath === undefined ? undefined : await readConfigFile(source, tokenizerConfigPath);
  const { openTokenizer } = await import("../tokenizer/open-tokenizer.ts");
  return openTokenizer({
    tokenizerJson: json?.value,
    tokenizerConfig: config?.value,
    file: tokenizerPath,
    vocabularySize,
    specialTokenIds,
  });
}
