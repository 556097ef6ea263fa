import { field, optional, type Reader } from "../config/config-readers.ts";
import { member, type ConfigValue } from "../config/config-value.ts";
import { readAddedTokens } from "./added-tokens.ts";
import type { MadeTokenizer } from "./as-transformers.ts";
import { readNormalizer } from "./normalizer.ts";
import { readPreTokenizer } from "./pre-tokenizer.ts";
import { readSpecialTokens } from "./special-tokens.ts";

/** What other files change of a tokenizer.json. */
export interface TokenizerChanges {
  /** The class of transformers that makes the parts anew, where one does. */
  readonly madeBy: string | undefined;
  /** The parts of tokenizer.json that transformers replaces, by their keys. */
  readonly parts: readonly string[];
  /** Whether Sentence Transformers has texts lower-cased before it. */
  readonly isLowered: boolean;
  /** Stands for these parts in the name of a space; empty where nothing is changed. */
  readonly content: string;
}

const settingNames = ["unk_id", "unk_token", "fuse_unk", "byte_fallback", "ignore_merges", "end_of_word_suffix"];
const wordPieceDefaults = { continuing_subword_prefix: "##", max_input_chars_per_word: 100 };

/** The settings of a model, without its vocabulary, which is never changed and may be long. What is empty is left out. */
const modelSettings: Reader<unknown> = (at) => {
  const settings = [...settingNames, ...Object.keys(wordPieceDefaults)].map((name) => [name, member(at, name).value] as const);
  const stated = settings.filter(([, value]) => value !== undefined && value !== null && value !== false && value !== "");
  return { ...(Object.hasOwn(at.value as object, "merges") ? {} : wordPieceDefaults), ...Object.fromEntries(stated) };
};

const byId: Reader<unknown> = (at) => readAddedTokens(at).toSorted((left, right) => left.id - right.id);

const readers: Readonly<Record<string, Reader<unknown>>> = {
  normalizer: optional(readNormalizer),
  pre_tokenizer: optional(readPreTokenizer),
  model: modelSettings,
  post_processor: readSpecialTokens,
  added_tokens: byId,
};

/** What differs between a tokenizer.json as it is written and as it is used. */
export function tokenizerChanges(written: ConfigValue, { json, ofTransformers, madeBy }: MadeTokenizer): TokenizerChanges {
  const changed = changedParts(written, json);
  return {
    madeBy,
    parts: changedParts(written, ofTransformers).map(({ part }) => part),
    isLowered: json !== ofTransformers,
    content: changed.map(({ part, content }) => `${part} ${content}`).join("\n"),
  };
}

const changedParts = (written: ConfigValue, used: ConfigValue): readonly { readonly part: string; readonly content: string }[] =>
  Object.entries(readers).flatMap(([part, read]) => {
    const content = JSON.stringify(field(used, part, read) ?? null);
    return content === contentOf(written, part, read) ? [] : [{ part, content }];
  });

/** Undefined for a part that cannot be read: it is not used. */
function contentOf(written: ConfigValue, part: string, read: Reader<unknown>): string | undefined {
  try {
    return JSON.stringify(field(written, part, read) ?? null);
  } catch {
    return undefined;
  }
}
