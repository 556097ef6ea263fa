import { messageOf } from "../errors/any-error.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { field, oneOf, optional } from "../config/config-readers.ts";
import type { ConfigValue } from "../config/config-value.ts";
import { readAddedTokens, type AddedToken } from "./added-tokens.ts";
import type { TokenizerChanges } from "./tokenizer-changes.ts";
import { readDecoder } from "./decoder.ts";
import type { LibraryTokenizer, TokenizerParts } from "./library-tokenizer.ts";
import { misfit, tokenName, type ModelVocabulary } from "./misfit.ts";
import { readNormalizer } from "./normalizer.ts";
import { readPreTokenizer } from "./pre-tokenizer.ts";
import { movesOffsets, readSpecialTokens } from "./special-tokens.ts";
import { tokenOffsets } from "./token-offsets.ts";
import { checkPartBounds, checkTokenizerBounds } from "./tokenizer-bounds.ts";
import { textCuts, type TextCuts } from "./text-cuts.ts";
import type { LibraryPart } from "./tokenizer-part.ts";

/** Turns texts into token ids. */
export interface TextTokenizer {
  /** What other files change of tokenizer.json. */
  readonly changes: TokenizerChanges;
  /** Ids are below this: rows of the embedding table where config.json says, else one more than the largest id. */
  readonly vocabularySize: number;
  /** Special tokens before a text. */
  readonly prefix: Int32Array;
  /** Special tokens after a text. */
  readonly suffix: Int32Array;
  /** Tokens that stand for no text: those around one, and those that the file calls special. */
  readonly specialIds: ReadonlySet<number>;
  /** What short rows of a batch are filled up with: the model's own padding token, or 0. */
  readonly padId: number;
  /** The side that short texts are filled up on: `padding_side` of tokenizer_config.json, else what tokenizer.json says of its padding. */
  readonly padSide: "left" | "right";
  /**
   * The ids of a text, without the special tokens around it; or of a part of one, `opens` saying whether it is the first. Half a surrogate pair is read as U+FFFD, as UTF-8 encoders do.
   * @throws NestvecError TOKENIZER_UNUSABLE where the library underneath fails
   */
  encodeBody(text: string, opens?: boolean): readonly number[];
  /** Where a text can be cut before it is tokenized. */
  readonly cuts: TextCuts;
  /** The default side of truncation: `truncation_side` of tokenizer_config.json. */
  readonly truncate: "end" | "start";
  /**
   * The offsets of each token of a text: pairs of start and end in UTF-16 units, -1 and -1 if they are not certain.
   * @see tokenOffsets
   */
  offsets(text: string, ids: readonly number[]): Int32Array;
  /** The pieces that ids stand for, as the vocabulary has them; an empty one for an id that has none. */
  pieces(ids: Iterable<number>): string[];
  /** The text that ids stand for. @throws NestvecError TOKENIZER_UNUSABLE where the file's decoder is not supported */
  decode(ids: Int32Array, skipSpecialTokens: boolean): string;
}

/** What all files together say of a tokenizer, its vocabulary aside. */
export interface TokenizerContent {
  /** tokenizer.json as it is used. Of its model nothing is looked at. */
  readonly json: ConfigValue;
  readonly changes: () => TokenizerChanges;
  /** The settings of the model, with or without its vocabulary. */
  readonly model: () => LibraryPart;
  /** The characters after which a text cannot be cut before a space. @see joinedToMarks */
  readonly joined: () => ReadonlySet<string> | undefined;
}

/** What says how a tokenizer is used, beside its content. */
export interface TokenizerUse extends ModelVocabulary {
  /** The content of tokenizer_config.json. */
  readonly tokenizerConfig: unknown;
  /** The path of tokenizer.json, for messages. */
  readonly file: string;
}

/**
 * Makes a tokenizer of its content. `open` opens the parts.
 * @throws NestvecError TOKENIZER_UNUSABLE, CONFIG_INVALID
 */
export function textTokenizer(
  use: TokenizerUse,
  { json, changes, model, joined }: TokenizerContent,
  open: (parts: TokenizerParts) => LibraryTokenizer,
): TextTokenizer {
  const { file, specialTokenIds } = use;
  const config: ConfigValue = { file: "tokenizer_config.json", key: "", value: use.tokenizerConfig ?? {} };
  const addedTokens = field(json, "added_tokens", readAddedTokens);
  checkTokenizerBounds(json, addedTokens);
  const { prefix, suffix } = field(json, "post_processor", readSpecialTokens);
  const decoder = decoderOf(json);
  const parts: TokenizerParts = {
    normalizer: field(json, "normalizer", optional(readNormalizer)),
    pre_tokenizer: field(json, "pre_tokenizer", optional(readPreTokenizer)),
    model: model(),
    added_tokens: addedTokens,
    decoder: "part" in decoder ? decoder.part : undefined,
  };
  const library = open(parts);
  const specialIdsAround = [...prefix, ...suffix];
  // Tokens that were added beyond the model's table concern only texts that have them.
  const beyond = new Set(
    addedTokens.flatMap(({ id }) => (id >= (use.vocabularySize ?? Infinity) && !specialIdsAround.includes(id) ? [id] : [])),
  );
  const largestId = library.largestId(beyond);
  const idOf = (piece: string): number | undefined => library.token_to_id(piece);
  const specialIds = new Set([...specialIdsAround, ...addedTokens.map(({ id }) => id)]);
  const problem = missingPiece(library, parts, specialIdsAround) ?? misfit(use, { largestId, specialIds, idOf }, config);
  if (problem !== undefined) throw new NestvecError("TOKENIZER_UNUSABLE", { file, problem });

  const vocabularySize = use.vocabularySize ?? largestId + 1;
  const encode = (text: string, opens = true): readonly number[] => orUnusable(file, () => library.encode(wellFormed(text), opens));
  const pieces = (ids: Iterable<number>): string[] => Array.from(ids, (id) => library.id_to_token(id) ?? "");
  const offsetsMoved = movesOffsets(json);
  const continuing = parts.model.type === "WordPiece" ? String(parts.model["continuing_subword_prefix"]) : undefined;
  const padToken = field(config, "pad_token", optional(tokenName));
  const padId = specialTokenIds["pad_token_id"] ?? (padToken === undefined ? 0 : (idOf(padToken) ?? 0));
  return {
    changes: changes(),
    vocabularySize,
    prefix: Int32Array.from(prefix),
    suffix: Int32Array.from(suffix),
    specialIds: new Set([...specialIdsAround, ...specialOf(addedTokens)]),
    padId: padId < vocabularySize ? padId : 0,
    padSide: padSideOf(json, config),
    encodeBody: encode,
    cuts: textCuts(json, addedTokens, joined),
    truncate: field(config, "truncation_side", optional(oneOf(["left", "right"]))) === "left" ? "start" : "end",
    offsets: (text, ids) =>
      offsetsMoved ? new Int32Array(ids.length * 2).fill(-1) : tokenOffsets(text, ids, { encode, pieces, continuing }),
    pieces,
    decode(ids, skipSpecialTokens) {
      if ("problem" in decoder) throw decoder.problem;
      // The library takes an empty list for a mistake.
      if (ids.length === 0) return "";
      return orUnusable(file, () => library.decode(Array.from(ids), { skip_special_tokens: skipSpecialTokens }));
    },
  };
}

const specialOf = (added: readonly AddedToken[]): readonly number[] => added.flatMap(({ id, special }) => (special ? [id] : []));

function padSideOf(json: ConfigValue, config: ConfigValue): "left" | "right" {
  const sides = oneOf(["left", "right"]);
  const direction = field(
    json,
    "padding",
    optional((padding) => field(padding, "direction", optional(oneOf(["Left", "Right"])))),
  );
  return field(config, "padding_side", optional(sides)) ?? (direction === "Left" ? "left" : "right");
}

/** Turns pieces into text. Embedding needs no decoder, so an unsupported one is an error only for `decode`. */
function decoderOf(json: ConfigValue): { readonly part: LibraryPart | undefined } | { readonly problem: unknown } {
  try {
    return {
      part: orUnusable(json.file, () => {
        checkPartBounds(json, ["decoder"]);
        return field(json, "decoder", optional(readDecoder));
      }),
    };
  } catch (problem) {
    return { problem };
  }
}

/** With the `u` flag, only halves of surrogate pairs that stand alone are surrogates. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\uFFFD");

/** Says which token a tokenizer needs that is not in its vocabulary: without it, some texts would have no ids. */
function missingPiece(library: LibraryTokenizer, { model }: TokenizerParts, specialIds: readonly number[]): string | undefined {
  const unknown = model["unk_token"];
  if (typeof unknown === "string" && library.token_to_id(unknown) === undefined)
    return `its unknown token ${JSON.stringify(unknown)} is not in its vocabulary`;
  const id = specialIds.find((candidate) => library.id_to_token(candidate) === undefined);
  return id === undefined ? undefined : `its post-processor adds the id ${id}, which is not in its vocabulary`;
}

/** Runs `work`, with every way to fail turned into TOKENIZER_UNUSABLE. */
export function orUnusable<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (NestvecError.is(error, "TOKENIZER_UNUSABLE")) throw error;
    throw new NestvecError("TOKENIZER_UNUSABLE", { file, problem: problemOf(error, file) }, { cause: error });
  }
}

function problemOf(error: unknown, file: string): string {
  if (!NestvecError.is(error, "CONFIG_INVALID")) return `the library underneath says "${messageOf(error)}"`;
  const sentence = error.message.replace(/\.$/, "");
  return error.details.file === file ? sentence.slice(`${file}: `.length) : sentence;
}
