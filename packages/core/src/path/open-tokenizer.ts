import type { DecodeRequest, TextInput } from "../engine/engine.ts";
import { checkedIds, tokenize } from "./1-tokenize.ts";
import type { RowOptions, TokenizedRow } from "./tokenized-row.ts";
import { loadTokenizer, type TextTokenizer, type TokenizerFiles } from "../tokenizer/load-tokenizer.ts";

/** A model's tokenizer with step 1 of the path over it. */
export interface ModelTokenizer extends Pick<TextTokenizer, "vocabularySize" | "prefix" | "suffix" | "padId" | "pieces" | "truncate"> {
  /** @see tokenize */
  tokenize(inputs: readonly TextInput[], options: RowOptions): readonly TokenizedRow[];
  /** @see Embedder.decode */
  decode(ids: readonly (readonly number[] | Int32Array)[], options: Pick<DecodeRequest, "skipSpecialTokens">): readonly string[];
}

/**
 * All of tokenizing behind one function, so that it is loaded when a model is opened, and not by those who only compare vectors.
 * @throws NestvecError TOKENIZER_UNUSABLE
 */
export function openTokenizer(files: TokenizerFiles): ModelTokenizer {
  const tokenizer = loadTokenizer(files);
  const { vocabularySize, prefix, suffix, padId, pieces, truncate } = tokenizer;
  return {
    vocabularySize,
    prefix,
    suffix,
    padId,
    pieces,
    truncate,
    tokenize: (inputs, options) => tokenize(inputs, tokenizer, options),
    decode: (ids, options) => decodeIds(tokenizer, ids, options),
  };
}

/** The texts of some lists of token ids. @see Engine.decode */
function decodeIds(
  tokenizer: Pick<TextTokenizer, "vocabularySize" | "decode">,
  lists: DecodeRequest["ids"],
  { skipSpecialTokens }: Pick<DecodeRequest, "skipSpecialTokens">,
): readonly string[] {
  return lists.map((ids, place) => tokenizer.decode(checkedIds(ids, place, tokenizer.vocabularySize), skipSpecialTokens));
}
