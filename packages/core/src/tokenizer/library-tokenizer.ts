import * as exported from "@huggingface/tokenizers";
import { addedTokenSearch } from "./added-token-search.ts";
import type { AddedToken } from "./added-tokens.ts";
import { joinPairs, pairRanks } from "./long-word-pairs.ts";
import type { LibraryPart } from "./tokenizer-part.ts";
import { wordPieces } from "./word-piece.ts";
import { unigramPieces, type UnigramModel } from "./unigram.ts";
import { largestIdOf } from "./vocabulary.ts";

/** What is used of a tokenizer. */
export interface LibraryTokenizer {
  /** The ids of a text, without special tokens around it. `opens`: whether it begins where the whole text does. */
  encode(text: string, opens: boolean): readonly number[];
  token_to_id(piece: string): number | undefined;
  id_to_token(id: number): string | undefined;
  decode(ids: readonly number[], options: { readonly skip_special_tokens: boolean }): string;
  /** The largest id that is none of some others. */
  largestId(except: ReadonlySet<number>): number;
}

/** What a tokenizer is made of. */
export interface TokenizerParts {
  readonly normalizer: LibraryPart | undefined;
  readonly pre_tokenizer: LibraryPart | undefined;
  readonly model: LibraryPart;
  readonly added_tokens: readonly AddedToken[];
  readonly decoder: LibraryPart | undefined;
}

/** Where a text that is cut into words stands. */
export interface WordOptions {
  /** 0 at the start of the whole text. */
  readonly section_index: number;
  readonly whole?: string;
}

/** The library's normalizer, or one of a sequence. */
export interface LibraryNormalizer {
  (text: string): string;
  readonly config: LibraryPart;
  readonly normalizers?: readonly (LibraryNormalizer | null)[];
  normalize(text: string): string;
}

/** The library's pre-tokenizer, or one of a sequence. */
export interface LibraryPreTokenizer {
  (text: string, options: WordOptions): readonly string[];
  readonly prepend_scheme?: string;
  readonly tokenizers?: readonly (LibraryPreTokenizer | null)[];
  pre_tokenize(text: string | readonly string[], options: WordOptions): readonly string[];
  pre_tokenize_text(text: string, options: WordOptions): readonly string[];
}

/** The part that cuts words into pieces. */
export interface LibraryModel extends UnigramModel {
  (words: readonly string[]): readonly string[];
  /** The pieces by id, which is all that decoding needs. */
  vocab: readonly (string | undefined)[];
  readonly fuse_unk: boolean;
  /** BPE only: the pieces of a word, and the ranks of pairs by their JSON text. */
  bpe?(word: string): readonly string[];
  readonly bpe_ranks?: ReadonlyMap<string, number>;
  /** What a call of the model comes to. */
  ["_call"](words: readonly string[]): string[];
}

/** The part of `@huggingface/tokenizers` used here. Its own declarations name files in a way that NodeNext does not find. */
export interface Library extends Omit<LibraryTokenizer, "encode" | "largestId"> {
  readonly normalizer: LibraryNormalizer | null;
  readonly pre_tokenizer: LibraryPreTokenizer | null;
  readonly model: LibraryModel;
}

type LibraryConstructor = new (tokenizer: object, config: object) => Library;

/** Where a loader takes the library's CommonJS build, as test runners do, all it exports is its default export. */
const { Tokenizer } = ("Tokenizer" in exported ? exported : Reflect.get(exported, "default")) as { readonly Tokenizer: LibraryConstructor };

/**
 * Opens the library on parts that were checked. It is given no post-processor, which is not needed, and of
 * tokenizer_config.json only what a word-level model takes from it: the rest would change ids where the reference does not. Added tokens are
 * looked for here: the library takes those before and after normalizing for one list, and what it calls a text's start is that of a part.
 */
export function openLibrary(parts: TokenizerParts): LibraryTokenizer {
  const { model, added_tokens } = parts;
  const library = newLibrary(parts, model);
  mendModel(library.model, model, parts.pre_tokenizer !== undefined);
  const { tokens_to_ids: idOf, unk_token_id: unknown } = library.model;
  return {
    encode: encoderOf(library, added_tokens, (words, found) => {
      for (const piece of library.model(words)) found.push(idOf.get(piece) ?? unknown);
    }),
    token_to_id: (piece) => library.token_to_id(piece),
    id_to_token: (id) => library.id_to_token(id),
    decode: (ids, options) => library.decode(ids, options),
    largestId: (except) => largestIdOf(model, added_tokens, except),
  };
}

/** The library over parts, with its faults mended but for those of the model. */
export function newLibrary({ normalizer, pre_tokenizer, added_tokens, decoder }: TokenizerParts, model: LibraryPart): Library {
  const parts = { normalizer: normalizer ?? null, pre_tokenizer: pre_tokenizer ?? null, model, added_tokens };
  const config = model.type === "WordLevel" ? { unk_token: model["unk_token"] } : {};
  const library = new Tokenizer({ ...parts, post_processor: null, decoder: decoder ?? null }, config);
  mendNormalizer(library.normalizer);
  mendPreTokenizer(library.pre_tokenizer);
  return library;
}

/** Encodes with all parts but the model, for which `addIds` adds the ids of words to a list. */
export function encoderOf(
  { normalizer, pre_tokenizer }: Library,
  added: readonly AddedToken[],
  addIds: (words: readonly string[], found: number[]) => void,
): LibraryTokenizer["encode"] {
  const normal = (text: string): string => (normalizer === null ? text : normalizer(text));
  const searchGiven = addedTokenSearch(
    added.filter(({ normalized }) => !normalized),
    ({ content }) => content,
  );
  const searchNormal = addedTokenSearch(
    added.filter(({ normalized }) => normalized),
    ({ content }) => normal(content),
  );
  return (text, opens) => {
    const found: number[] = [];
    for (const given of searchGiven(text)) {
      if (given.id !== undefined) found.push(given.id);
      else
        for (const part of searchNormal(normal(given.text))) {
          if (part.id !== undefined) {
            found.push(part.id);
            continue;
          }
          const isFirst = opens && given.start === 0 && part.start === 0;
          const words =
            pre_tokenizer === null ? [part.text] : pre_tokenizer(part.text, { section_index: isFirst ? 0 : 1, whole: part.text });
          addIds(words, found);
        }
    }
    return found;
  };
}

/** The library has rules of its own in place of a `Precompiled` normalizer's table. */
function mendNormalizer(normalizer: LibraryNormalizer | null): void {
  if (normalizer === null) return;
  for (const part of normalizer.normalizers ?? []) mendNormalizer(part);
  const { type, normalize } = normalizer.config;
  if (type === "Precompiled" && typeof normalize === "function") normalizer.normalize = normalize as (text: string) => string;
}

/** A mark before the first word only: the library puts it before every word of a text's first part. */
function mendPreTokenizer(part: LibraryPreTokenizer | null): void {
  if (part === null) return;
  const { tokenizers } = part;
  if (tokenizers !== undefined) {
    for (const inner of tokenizers) mendPreTokenizer(inner);
    // All words at once, so that a part of a sequence in a sequence knows which is the first.
    part.pre_tokenize = (given, options) =>
      tokenizers.reduce<readonly string[]>((words, inner) => inner?.pre_tokenize(words, options) ?? words, wordsOf(given));
  }
  if (part.prepend_scheme !== "first") return;
  part.pre_tokenize = (given, { section_index, whole = "" }) => {
    return wordsOf(given).flatMap((word, index) => {
      const isFirst = section_index === 0 && index === 0 && whole.startsWith(word);
      return part.pre_tokenize_text(word, { section_index: isFirst ? 0 : 1 });
    });
  };
}

/** Longer words are not kept by the library's cache. */
const longWord = 256;

/** Joins the pairs of long words, and of all where a text is one word: no two texts are the same, so a cache of words is of no use. */
function mendLongWords(model: LibraryModel, suffix: unknown, hasWords: boolean): void {
  const { bpe, bpe_ranks: ranks } = model;
  if (bpe === undefined || ranks === undefined || typeof suffix === "string") return;
  const rankOf = pairRanks(ranks);
  model.bpe = (word) => (hasWords && word.length < longWord ? bpe.call(model, word) : joinPairs(word, rankOf));
}

const wordsOf = (given: string | readonly string[]): readonly string[] => (typeof given === "string" ? [given] : given);

function mendModel(model: LibraryModel, { type, vocab, ...settings }: LibraryPart, hasWords: boolean): void {
  if (type === "WordPiece") {
    const pieces = wordPieces({
      ids: model.tokens_to_ids,
      unknown: String(settings["unk_token"]),
      continuing: String(settings["continuing_subword_prefix"]),
      maxCharacters: Number(settings["max_input_chars_per_word"]),
    });
    model["_call"] = (words) => words.flatMap(pieces);
    return;
  }
  if (type === "Unigram") {
    const pieces = unigramPieces(
      model,
      (vocab as readonly (readonly [string, number])[]).map(([, score]) => score),
    );
    model["_call"] = (words) => words.flatMap(pieces);
    return;
  }
  mendLongWords(model, settings["end_of_word_suffix"], hasWords);
  if (!model.fuse_unk) return;
  // Unknown pieces are made one, but not across words.
  const ofWords = model["_call"].bind(model);
  model["_call"] = (words) => words.flatMap((word) => ofWords([word]));
}
