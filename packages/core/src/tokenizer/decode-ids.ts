import { invalidArgument } from "../invalid-argument.ts";
import type { DecodeOptions } from "../embedder/embedder.ts";
import { checkedIds } from "../path/1-tokenize-ids.ts";
import { isInt32Array } from "../typed-arrays.ts";
import type { TextTokenizer } from "./load-tokenizer.ts";

/** The texts of some lists of token ids. @see Embedder.decode */
export function decodeIds(
  tokenizer: Pick<TextTokenizer, "vocabularySize" | "decode">,
  lists: readonly (readonly number[] | Int32Array)[],
  { skipSpecialTokens = true }: DecodeOptions = {},
): readonly string[] {
  if (!Array.isArray(lists)) throw invalidArgument("ids", lists, "a list of lists of token ids; for one list pass [ids]");
  if (typeof skipSpecialTokens !== "boolean") throw invalidArgument("skipSpecialTokens", skipSpecialTokens, "true or false");
  return Array.from(lists, (ids: unknown, place) => {
    if (Array.isArray(ids) || isInt32Array(ids))
      return tokenizer.decode(checkedIds(ids, place, tokenizer.vocabularySize), skipSpecialTokens);
    throw invalidArgument(`ids[${place}]`, ids, "a list of token ids");
  });
}
