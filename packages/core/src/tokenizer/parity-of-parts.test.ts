import fc from "fast-check";
import { Tokenizer as Reference } from "tokenizers";
import { expect, test } from "vitest";
import { loadTokenizer } from "./load-tokenizer.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";
import { whole } from "./testing/small-tokenizers.ts";

// Each part of a tokenizer.json against the reference, the Rust crate `tokenizers`. The letters are such that Unicode has
// not classified them anew since version 8; what is younger is the matter of parity.test.ts.
const letters = [..." ab1.,'$▁\n\t\r\u00A0\u0085\uFEFFÉéſßΣσςÀİ字𠀀²Ⅷ٣ＡﬁΐÅ😀👩\u200D-_A\u0301\u0345हिไทя"];
const texts = [
  "",
  "ΟΔΟΣ ΣΑΣ",
  "\uFEFFab  \uFEFF x",
  " \u0085 a\u0085",
  "$a$$",
  "don't DON'T we'll",
  "a.b,,c!?",
  "\n\n a\r\n\tb ",
  "▁▁a ▁",
  "x1²½Ⅷ٣4",
  "字漢a𠀀字",
  "👩‍👩‍👧 👍🏽",
];
const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 20 });

const open = (tokenizerJson: object): TextTokenizer =>
  loadTokenizer({ tokenizerJson, tokenizerConfig: {}, file: "tokenizer.json", vocabularySize: undefined, specialTokenIds: {} });
const wordLevel = (words: readonly string[]): object => ({
  type: "WordLevel",
  unk_token: "[UNK]",
  vocab: Object.fromEntries([...new Set(["[UNK]", ...words])].map((word, id) => [word, id])),
});

/** Checks that a part gives the words that the reference gives: only they are in the vocabulary. */
function expectWords(part: object, given: string, words: readonly string[]): void {
  const tokenizer = open({ ...whole, ...part, model: wordLevel(words) });
  expect(tokenizer.pieces(Int32Array.from(tokenizer.encodeBody(given)))).toEqual(words);
}

const check = (examine: (given: string) => void): void =>
  fc.assert(fc.property(text, examine), { numRuns: 200, examples: texts.map((given) => [given]) });

const bert = { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true };

test.each<object>([
  bert,
  { ...bert, lowercase: false },
  { ...bert, clean_text: false, strip_accents: true, lowercase: false },
  { ...bert, handle_chinese_chars: false, strip_accents: false },
  { type: "Lowercase" },
  { type: "NFC" },
  { type: "NFD" },
  { type: "NFKC" },
  { type: "NFKD" },
  { type: "StripAccents" },
  { type: "Strip", strip_left: true, strip_right: true },
  { type: "Strip", strip_left: true, strip_right: false },
  { type: "Strip", strip_left: false, strip_right: true },
  { type: "Prepend", prepend: "▁" },
  { type: "Replace", pattern: { String: " " }, content: "▁" },
  { type: "Replace", pattern: { String: "$" }, content: "$&$" },
  { type: "Replace", pattern: { Regex: " {2,}" }, content: "$1" },
  { type: "Sequence", normalizers: [{ type: "NFD" }, { type: "Lowercase" }, { type: "StripAccents" }] },
  { type: "Sequence", normalizers: [] },
])("normalizer %j", (normalizer) => {
  const reference = Reference.fromString(JSON.stringify({ ...whole, normalizer, model: wordLevel([]) })).getNormalizer();
  check((given) => {
    const normal = reference?.normalizeString(given);
    expectWords({ normalizer }, given, normal === undefined || normal === "" ? [] : [normal]);
  });
});

const split = (pattern: object, behavior: string, invert = false): object => ({ type: "Split", pattern, behavior, invert });
const space = { String: " " };

test.each<object>([
  { type: "BertPreTokenizer" },
  { type: "Whitespace" },
  { type: "WhitespaceSplit" },
  { type: "Digits", individual_digits: true },
  { type: "Digits", individual_digits: false },
  { type: "Punctuation", behavior: "Isolated" },
  { type: "Punctuation", behavior: "Contiguous" },
  { type: "Punctuation", behavior: "Removed" },
  { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
  { type: "Metaspace", replacement: "▁", prepend_scheme: "never", split: true },
  { type: "Metaspace", replacement: "▁", prepend_scheme: "first", split: false },
  { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
  { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
  { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: false },
  split(space, "Removed"),
  split(space, "Isolated"),
  split(space, "MergedWithPrevious"),
  split(space, "MergedWithNext"),
  split(space, "Contiguous"),
  split({ String: "ab" }, "Removed"),
  split({ String: "$" }, "Isolated"),
  split({ Regex: String.raw`\s+` }, "Removed"),
  split({ Regex: String.raw`\s` }, "Isolated"),
  split({ Regex: "[a-z]+" }, "Removed", true),
  split({ Regex: "[a-z]+" }, "Isolated", true),
  split({ Regex: String.raw`\d{1,3}` }, "Isolated"),
  split({ Regex: String.raw` ?[^(\s|[.,!?…。，、।۔،])]+` }, "Isolated"),
  {
    type: "Sequence",
    pretokenizers: [{ type: "WhitespaceSplit" }, { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true }],
  },
  {
    type: "Sequence",
    pretokenizers: [
      { type: "Digits", individual_digits: true },
      { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
    ],
  },
])("pre-tokenizer %j", (pre_tokenizer) => {
  const reference = Reference.fromString(JSON.stringify({ ...whole, pre_tokenizer, model: wordLevel([]) })).getPreTokenizer();
  check((given) => {
    const words = reference?.preTokenizeString(given).map(([word]) => word) ?? [];
    expectWords(
      { pre_tokenizer },
      given,
      words.filter((word) => word !== ""),
    );
  });
});
