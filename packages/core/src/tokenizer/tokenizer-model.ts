import { count, field, flag, optional, text, type Reader } from "../config/config-readers.ts";
import { configInvalid, member, type ConfigValue } from "../config/config-value.ts";
import { partOf, type LibraryPart } from "./tokenizer-part.ts";
import { idsOfPieces, idsOfShortPieces, mergeRules, scoredPieces, tokenId } from "./vocabulary.ts";

/**
 * Reads the `model` of a tokenizer.json: its vocabulary and the way words are cut into pieces of it.
 * @throws NestvecError CONFIG_INVALID
 */
export const readTokenizerModel: Reader<LibraryPart> = (at) => modelOf(member(at, "type").value === undefined ? withType(at) : at);

const modelOf = partOf({
  BPE: (at) => {
    if (field(at, "dropout", optional(someNumber))) throw configInvalid(member(at, "dropout"), "null or 0: ids must not be left to chance");
    if (field(at, "continuing_subword_prefix", optional(text)))
      throw configInvalid(member(at, "continuing_subword_prefix"), "null for BPE");
    return {
      type: "BPE",
      vocab: field(at, "vocab", idsOfPieces),
      merges: field(at, "merges", mergeRules),
      unk_token: field(at, "unk_token", optional(text)) ?? null,
      fuse_unk: field(at, "fuse_unk", optional(flag)) ?? false,
      byte_fallback: field(at, "byte_fallback", optional(flag)) ?? false,
      ignore_merges: field(at, "ignore_merges", optional(flag)) ?? false,
      end_of_word_suffix: field(at, "end_of_word_suffix", optional(text)) ?? null,
    };
  },
  Unigram: (at) => {
    if (field(at, "byte_fallback", optional(flag))) throw configInvalid(member(at, "byte_fallback"), "false for Unigram");
    const vocab = field(at, "vocab", scoredPieces);
    const unk_id = field(at, "unk_id", tokenId);
    if (unk_id >= vocab.length) throw configInvalid(member(at, "unk_id"), `the id of one of the ${vocab.length} pieces`);
    return { type: "Unigram", vocab, unk_id };
  },
  WordLevel: (at) => {
    const vocab = field(at, "vocab", idsOfPieces);
    const unk_token = field(at, "unk_token", text);
    // The reference looks for it in the model's own vocabulary alone, not among the added tokens.
    if (!Object.hasOwn(vocab, unk_token)) throw configInvalid(member(at, "unk_token"), "one of the pieces of the vocabulary");
    return { type: "WordLevel", vocab, unk_token };
  },
  WordPiece: (at) => ({
    type: "WordPiece",
    vocab: field(at, "vocab", idsOfShortPieces),
    unk_token: field(at, "unk_token", text),
    continuing_subword_prefix: field(at, "continuing_subword_prefix", optional(text)) ?? "##",
    max_input_chars_per_word: field(at, "max_input_chars_per_word", optional(count())) ?? 100,
  }),
});

/** Older files do not name the type; the reference then goes by what there is. */
function withType(at: ConfigValue): ConfigValue {
  const has = (name: string): boolean => member(at, name).value !== undefined;
  const withoutMerges = has("continuing_subword_prefix") ? "WordPiece" : "WordLevel";
  const withoutScores = has("merges") ? "BPE" : withoutMerges;
  return { ...at, value: { ...(at.value as object), type: Array.isArray(member(at, "vocab").value) ? "Unigram" : withoutScores } };
}

const someNumber: Reader<number> = (at) => {
  if (typeof at.value === "number") return at.value;
  throw configInvalid(at, "a number");
};
