import { field } from "../config/config-readers.ts";
import { member, type ConfigValue } from "../config/config-value.ts";
import { asTransformers } from "./as-transformers.ts";
import { joinedToMarks } from "./joined-to-marks.ts";
import { openLibrary } from "./library-tokenizer.ts";
import type { ModelVocabulary } from "./misfit.ts";
import { orUnusable, textTokenizer, type TextTokenizer, type TokenizerContent } from "./text-tokenizer.ts";
import { tokenizerChanges } from "./tokenizer-changes.ts";
import { readTokenizerModel } from "./tokenizer-model.ts";

/** A tokenizer as its files describe it, and what the model it is for says of its vocabulary. */
export interface TokenizerFiles extends ModelVocabulary {
  /** The content of tokenizer.json. Its `truncation` and `padding` are left aside: the limit comes from the model's files. */
  readonly tokenizerJson: unknown;
  /** The content of tokenizer_config.json, which names the special tokens and may change tokenizer.json. Undefined or null where there is none. */
  readonly tokenizerConfig: unknown;
  /** The content of special_tokens_map.json, where there is one. */
  readonly specialTokensMap?: unknown;
  /** `model_type` of config.json. */
  readonly modelType?: string | undefined;
  /** `tokenizer_class` of config.json. */
  readonly modelClass?: string | undefined;
  /** Whether Sentence Transformers lower-cases texts before the tokenizer. */
  readonly lowerCases?: boolean;
  /** The path of tokenizer.json, for messages. */
  readonly file: string;
}

/**
 * Makes a tokenizer of the content of a tokenizer.json. Its parts are checked by type and written so that ids equal those
 * of the reference, transformers 5 over the Rust crate `tokenizers`, but for BPE with neither an unknown token nor all bytes, on what it has no piece for.
 * @throws NestvecError TOKENIZER_UNUSABLE for a part that is not supported, and for a tokenizer that is another model's
 */
export function loadTokenizer(files: TokenizerFiles): TextTokenizer {
  return orUnusable(files.file, () => textTokenizer(files, readTokenizer(files), openLibrary));
}

/** Reads what all files say of a tokenizer. @throws NestvecError CONFIG_INVALID */
export function readTokenizer(files: TokenizerFiles): TokenizerContent {
  const written: ConfigValue = { file: files.file, key: "", value: files.tokenizerJson };
  const config: ConfigValue = { file: "tokenizer_config.json", key: "", value: files.tokenizerConfig ?? {} };
  const specialTokens: ConfigValue = { file: "special_tokens_map.json", key: "", value: files.specialTokensMap ?? {} };
  const { modelType, modelClass, lowerCases = false } = files;
  const made = asTransformers(written, { config, specialTokens, modelType, modelClass, lowerCases });
  const { json } = made;
  return {
    json,
    changes: () => tokenizerChanges(written, made),
    model: () => field(json, "model", readTokenizerModel),
    joined: () => joinedToMarks(member(json, "model")),
  };
}
