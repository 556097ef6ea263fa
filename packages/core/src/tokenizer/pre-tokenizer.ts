import { field, flag, oneOf, optional, text, type Reader } from "../config/config-readers.ts";
import { configInvalid, member } from "../config/config-value.ts";
import { gpt2Pattern } from "./published-patterns.ts";
import { literalRegex, piecesFound, pieceWith, readSplit } from "./split.ts";
import { anyListOf, partOf, type LibraryPart } from "./tokenizer-part.ts";

/**
 * Reads the `pre_tokenizer` of a tokenizer.json. What the library reads differently from the reference (the Rust crate
 * `tokenizers`), such as digits and words of ASCII only, is written out in parts that both read alike.
 * @throws NestvecError CONFIG_INVALID
 */
export const readPreTokenizer: Reader<LibraryPart> = (at) => preTokenizerOf(at);

const sequence = (pretokenizers: readonly LibraryPart[]): LibraryPart => ({ type: "Sequence", pretokenizers });

const punctuation = String.raw`\p{P}!-/:-@\[-\x60{-~`;
const wordCharacters = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}`;

const replaceAll = (Regex: string, content: string): LibraryPart => ({ type: "Replace", pattern: { Regex }, content });
// A space before every text, and one less where it then starts with two. `$&` is what was found.
const prefixSpace = sequence([replaceAll(String.raw`[\s\S]+`, " $&"), replaceAll(String.raw`\A {2}`, " ")]);
const bytes: LibraryPart = { type: "ByteLevel", add_prefix_space: false, use_regex: false };

// The library's own pattern takes U+FEFF for white space.
const byteLevel: Reader<LibraryPart> = (at) => {
  const steps = [bytes];
  if (field(at, "use_regex", optional(flag)) ?? true) steps.unshift(piecesFound(gpt2Pattern));
  if (field(at, "add_prefix_space", optional(flag)) ?? true) steps.unshift(prefixSpace);
  return sequence(steps);
};

const digits: Reader<LibraryPart> = (at) =>
  piecesFound(field(at, "individual_digits", optional(flag)) ? String.raw`\P{N}+|\p{N}` : String.raw`\P{N}+|\p{N}+`);

const metaspace: Reader<LibraryPart> = (at) => {
  const replacement = field(at, "replacement", text);
  if ([...replacement].length !== 1) throw configInvalid(member(at, "replacement"), "one character");
  const byDefault = field(at, "add_prefix_space", optional(flag)) === false ? "never" : "always";
  const prepend_scheme = field(at, "prepend_scheme", optional(oneOf(["always", "first", "never"]))) ?? byDefault;
  const mark = { type: "Metaspace", replacement, prepend_scheme };
  if (field(at, "split", optional(flag)) === false) return mark;
  // The library leaves out the split before every mark.
  return sequence([mark, piecesFound(pieceWith.MergedWithNext(literalRegex(replacement)))]);
};

const behaviors = ["Isolated", "Contiguous", "Removed"] as const;
const punctuationPieces = {
  Isolated: `[^${punctuation}]+|[${punctuation}]`,
  Contiguous: `[^${punctuation}]+|[${punctuation}]+`,
  Removed: `[^${punctuation}]+`,
};

const preTokenizerOf = partOf({
  BertPreTokenizer: () => piecesFound(String.raw`[^\p{White_Space}${punctuation}]+|[${punctuation}]`),
  ByteLevel: byteLevel,
  Digits: digits,
  Metaspace: metaspace,
  Punctuation: (at) => piecesFound(punctuationPieces[field(at, "behavior", optional(oneOf(behaviors))) ?? "Isolated"]),
  Sequence: (at) => sequence(field(at, "pretokenizers", anyListOf(readPreTokenizer))),
  Split: readSplit,
  Whitespace: () => piecesFound(String.raw`[${wordCharacters}]+|[^${wordCharacters}\p{White_Space}]+`),
  WhitespaceSplit: () => piecesFound(String.raw`\P{White_Space}+`),
});
