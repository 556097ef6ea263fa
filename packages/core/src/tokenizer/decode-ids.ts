import { describeValue } from "../describe-value.ts";
import type { DecodeOptions } from "../embedder/embedder.ts";
import { NestvecError } from "../errors.ts";
import { checkedIds } from "../path/1-tokenize-ids.ts";
import { isInt32Array } from "../typed-arrays.ts";
import type { TextTokenizer } from "./load-tokenizer.ts";

/** The texts of some lists of token ids. @see Embedder.decode */
export function decodeIds(
  tokenizer: Pick<TextTokenizer, "vocabularySize" | "decode">,
  lists: readonly (readonly number[] | Int32Array)[],
  { skipSpecialTokens = true }: DecodeOptions = {},
): readonly string[] {
  if (!Array.isArray(lists)) {
    const expected = "a list of lists of token ids; for one list pass [ids]";
    throw new NestvecError("ARGUMENT_INVALID", { argument: "ids", found: describeValue(lists), expected });
  }
  if (typeof skipSpecialTokens !== "boolean") {
    const found = describeValue(skipSpecialTokens);
    throw new NestvecError("ARGUMENT_INVALID", { argument: "skipSpecialTokens", found, expected: "true or false" });
  }
  return Array.from(lists, (ids: unknown, place) => {
    if (Array.isArray(ids) || isInt32Array(ids))
      return tokenizer.decode(checkedIds(ids, place, tokenizer.vocabularySize), skipSpecialTokens);
    const expected = "a list of token ids";
    throw new NestvecError("ARGUMENT_INVALID", { argument: `ids[${place}]`, found: describeValue(ids), expected });
  });
}
