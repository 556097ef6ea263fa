import { field, optional, text, type Reader } from "../config/config-readers.ts";
import type { ConfigValue } from "../config/config-value.ts";

/** What a model's config.json says of the tokenizer that belongs to it. */
export interface ModelVocabulary {
  /** Rows of the embedding table. */
  readonly vocabularySize: number | undefined;
  /** What says so, where it is not config.json. */
  readonly vocabularySizeFrom?: string;
  /** By the keys of config.json: `pad_token_id`, … */
  readonly specialTokenIds: Readonly<Record<string, number>>;
}

/** What a tokenizer knows of its pieces. */
export interface TokenizerVocabulary {
  readonly largestId: number;
  /** Ids of pieces that stand for no part of a text. */
  readonly specialIds: ReadonlySet<number>;
  idOf(piece: string): number | undefined;
}

/**
 * What shows that a tokenizer is another model's; undefined where nothing does. `config` is tokenizer_config.json.
 *
 * Published models are often careless with special tokens that they do not use: OPT's `bos_token_id` is not the id of its
 * `bos_token`, mmBERT's `cls_token_id` is that of `<eos>`. So one that disagrees only counts where the model's id is an
 * ordinary piece of the tokenizer, or where all disagree.
 */
export function misfit(model: ModelVocabulary, tokenizer: TokenizerVocabulary, config: ConfigValue): string | undefined {
  return misfitOfSize(model, tokenizer.largestId) ?? misfitOfSpecialTokens(model.specialTokenIds, tokenizer, config);
}

const number = (value: number): string => value.toLocaleString("en-US");

function misfitOfSize(
  { vocabularySize: rows, vocabularySizeFrom = '"vocab_size" of config.json' }: ModelVocabulary,
  largestId: number,
): string | undefined {
  if (rows === undefined) return undefined;
  // Tables are rounded up by a few hundred rows, never to twice the vocabulary.
  if (largestId < rows && largestId + 1 >= rows / 2) return undefined;
  return `its ids go up to ${number(largestId)}, but the model's embedding table has ${number(rows)} rows (${vocabularySizeFrom}): it belongs to another model`;
}

function misfitOfSpecialTokens(
  ids: ModelVocabulary["specialTokenIds"],
  tokenizer: TokenizerVocabulary,
  config: ConfigValue,
): string | undefined {
  const named = Object.entries(ids).flatMap(([key, id]) => {
    const name = key.replace(/_id$/, "");
    const token = field(config, name, optional(tokenName));
    return token === undefined ? [] : [{ key, id, name, token, tokenId: tokenizer.idOf(token) }];
  });
  const different = named.filter(({ id, tokenId }) => id !== tokenId);
  const allDiffer = different.length > 1 && different.length === named.length;
  const shown = different.find(({ id }) => allDiffer || !tokenizer.specialIds.has(id));
  if (shown === undefined) return undefined;
  const { key, id, name, token, tokenId } = shown;
  const has = tokenId === undefined ? "is not in its vocabulary" : `has the id ${tokenId}`;
  return `"${key}" of config.json is ${id}, but the "${name}" of ${config.file}, ${JSON.stringify(token)}, ${has}: it belongs to another model`;
}

/** A token is named by itself, or as an object whose `content` it is. */
export const tokenName: Reader<string> = (at) =>
  typeof at.value === "object" && !Array.isArray(at.value) ? field(at, "content", text) : text(at);
