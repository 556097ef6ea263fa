import { field, flag, optional, text, type Reader } from "../config/config-readers.ts";
import { configInvalid, member } from "../config/config-value.ts";
import { tokenId } from "./vocabulary.ts";
import { anyListOf } from "./tokenizer-part.ts";

/** A token that is looked for in the text before anything else is done with it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

const readAddedToken: Reader<AddedToken> = (at) => {
  const content = field(at, "content", text);
  if (content === "") throw configInvalid(member(at, "content"), "a text that is not empty");
  // The library looks for such a token inside words, too.
  if (field(at, "single_word", optional(flag))) throw configInvalid(member(at, "single_word"), "false");
  const special = field(at, "special", optional(flag)) ?? false;
  return {
    id: field(at, "id", tokenId),
    content,
    lstrip: field(at, "lstrip", optional(flag)) ?? false,
    rstrip: field(at, "rstrip", optional(flag)) ?? false,
    normalized: field(at, "normalized", optional(flag)) ?? !special,
    special,
  };
};

/** Reads the `added_tokens` of a tokenizer.json. @throws NestvecError CONFIG_INVALID */
export const readAddedTokens: Reader<readonly AddedToken[]> = (at) => optional(anyListOf(readAddedToken))(at) ?? [];
