import type { DecodeRequest } from "../engine/engine.ts";
import { checkedIds } from "../path/1-tokenize-ids.ts";
import type { TextTokenizer } from "./load-tokenizer.ts";

/** The texts of some lists of token ids. @see Engine.decode */
export function decodeIds(
  tokenizer: Pick<TextTokenizer, "vocabularySize" | "decode">,
  lists: DecodeRequest["ids"],
  { skipSpecialTokens }: Pick<DecodeRequest, "skipSpecialTokens">,
): readonly string[] {
  return lists.map((ids, place) => tokenizer.decode(checkedIds(ids, place, tokenizer.vocabularySize), skipSpecialTokens));
}
