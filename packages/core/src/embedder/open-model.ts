import { NestvecError } from "../errors.ts";
import { readConfigFile } from "../model/config-file.ts";
import { describeModel } from "../model/describe-model.ts";
import { readSpaces } from "../model/identity.ts";
import type { ModelDescription, Pooling } from "../model/model-description.ts";
import { modelFiles } from "../model/model-files.ts";
import type { Clock, Digest, Store } from "../platform.ts";
import type { FileSource, Runtime } from "../runtime.ts";
import type { ModelTokenizer } from "../tokenizer/open-tokenizer.ts";
import { embedderOf } from "./embedder-of.ts";
import type { Embedder } from "./embedder.ts";
import { exitRegistry } from "./exit-registry.ts";

/** What a caller may say of a model beyond its files. Plain data. */
export interface ModelOptions {
  /** Tokens that a text may have: at most the model's own limit, which is the default. */
  readonly maxTokens?: number;
  /** How token vectors are pooled, where the model's files do not say. */
  readonly pooling?: Pooling;
  /** A name for the space that the vectors live in, to say that a re-made model is the same as one before. Default: a digest. */
  readonly space?: string;
}

/** What a model needs of the place it runs in. */
export interface ModelPlatform {
  readonly runtime: Runtime;
  readonly clock: Clock;
  readonly digest: Digest;
  /** Where calibrations are kept. */
  readonly store: Store;
}

/**
 * Opens a model whose files are in `source`. Reads its configuration and tokenizer and samples its weights; graphs are
 * opened when an exit is first used.
 * @throws NestvecError MODEL_NOT_FOUND, CONFIG_INVALID, FILE_MISSING, FILE_TRUNCATED, MODULE_UNSUPPORTED, TOKENIZER_UNUSABLE, ARGUMENT_INVALID
 */
export async function openModel(source: FileSource, options: ModelOptions, platform: ModelPlatform): Promise<Embedder> {
  const { maxTokens, pooling, space } = options;
  if (space !== undefined && !/^[\w.:@/-]{1,200}$/.test(space)) {
    const expected = "1 to 200 letters, digits and . _ : @ / -";
    throw new NestvecError("ARGUMENT_INVALID", { argument: "space", found: JSON.stringify(space), expected });
  }
  const description = await describeModel(source, {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(pooling === undefined ? {} : { pooling }),
  });
  const files = modelFiles(source);
  const tokenizer = await readTokenizer(source, description);
  const { identity, spaces } = await readSpaces(files, description, platform.digest, space);
  const exits = exitRegistry(description, files, platform.runtime);
  return embedderOf({ ...platform, description, files, tokenizer, identity, spaces, exits });
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
