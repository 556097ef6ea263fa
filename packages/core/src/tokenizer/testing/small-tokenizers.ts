import fc from "fast-check";

// Small tokenizers of every model.
/** What every tokenizer.json has besides its model. */
export const whole = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
};
const numbered = (pieces: readonly string[]): object => Object.fromEntries(pieces.map((piece, id) => [piece, id]));
const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
const merges = [
  ["a", "b"],
  ["ab", "c"],
  ["b", "c"],
  ["a", "a"],
];
const pieces = ["<unk>", "a", "b", "c", "ab", "abc", "bc", "aa"];
const bpe = { type: "BPE", dropout: null, unk_token: "<unk>", fuse_unk: false, byte_fallback: false, vocab: numbered(pieces), merges };
const wordPiece = { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 5 };
const wordPieces = ["[UNK]", "a", "b", "##a", "##b", "##bc", "abc", ".", "é"];
const scores = [
  ["<unk>", 0],
  ["▁", -2.1],
  ["a", -3.2],
  ["b", -3.3],
  ["c", -3.5],
  ["ab", -4.05],
  ["▁a", -3.7],
  ["abc", -6.1],
  ["bc", -5.2],
];
const unigram = { type: "Unigram", unk_id: 0, byte_fallback: false, vocab: scores };
const equalScores = [
  ["<unk>", 0],
  ["a", -1],
  ["b", -1],
  ["ab", -2],
  ["ba", -2],
  ["aa", -2],
  ["aaa", -3],
  ["c", -1],
  ["bcc", -3],
];
const tenths = equalScores.map(([piece, score]) => [piece, Number(score) * 0.1]);
const metaspace = (how: object): object => ({ type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true, ...how });
const words = { type: "WhitespaceSplit" };
/** A special token. */
export const added = (id: number, content: string, how: object = {}): object => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
  ...how,
});

/** Tokenizers by what is special about them: parts of a tokenizer.json. */
export const smallTokenizers: [string, object][] = [
  ["BPE", { model: bpe }],
  ["BPE with merges as texts", { model: { ...bpe, merges: merges.map((pair) => pair.join(" ")) } }],
  ["BPE with unknown pieces made one", { pre_tokenizer: words, model: { ...bpe, fuse_unk: true } }],
  ["BPE with bytes", { model: { ...bpe, fuse_unk: true, byte_fallback: true, vocab: numbered([...pieces, ...bytes]) } }],
  [
    "BPE with whole words first",
    { pre_tokenizer: words, model: { ...bpe, ignore_merges: true, merges: [], vocab: numbered(["<unk>", "a", "b", "abc"]) } },
  ],
  [
    "BPE with a suffix",
    {
      pre_tokenizer: words,
      model: {
        ...bpe,
        end_of_word_suffix: "</w>",
        vocab: numbered(["<unk>", "a", "b", "c", "a</w>", "b</w>", "c</w>", "ab</w>", "bc"]),
        merges: [
          ["a", "b</w>"],
          ["b", "c"],
        ],
      },
    },
  ],
  [
    "BPE over bytes",
    {
      pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
      model: { ...bpe, unk_token: null, vocab: numbered([..."abcĠÃ©.âĸģåŃĹðŁĺĢAĊxy[]ī", "ab", "abc", "bc", "aa"]) },
    },
  ],
  ["WordPiece", { pre_tokenizer: { type: "BertPreTokenizer" }, model: { ...wordPiece, vocab: numbered(wordPieces) } }],
  [
    "WordPiece without its type",
    { pre_tokenizer: { type: "BertPreTokenizer" }, model: { ...wordPiece, type: undefined, vocab: numbered(wordPieces) } },
  ],
  ["Unigram", { pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true }, model: unigram }],
  ["Unigram by words", { pre_tokenizer: words, model: unigram }],
  [
    "WordLevel",
    {
      pre_tokenizer: { type: "Whitespace" },
      model: { type: "WordLevel", unk_token: "<unk>", vocab: numbered(["<unk>", "a", "ab", "b", "."]) },
    },
  ],
  [
    "added tokens",
    {
      added_tokens: [
        added(0, "<unk>"),
        added(6, "bc", { normalized: true, special: false }),
        added(8, "[x]", { lstrip: true }),
        added(9, "[y]", { rstrip: true, special: false }),
        added(10, "aé", { normalized: true, special: false }),
        added(11, "[x]b"),
      ],
      normalizer: { type: "Lowercase" },
      pre_tokenizer: words,
      model: bpe,
    },
  ],
  ["Unigram with equal sums", { pre_tokenizer: words, model: { ...unigram, vocab: equalScores } }],
  ["Unigram with equal sums that rounding tells apart", { pre_tokenizer: words, model: { ...unigram, vocab: tenths } }],
  ["Unigram over whole texts", { pre_tokenizer: metaspace({ prepend_scheme: "first", split: false }), model: unigram }],
  [
    "added tokens looked for before and after normalizing",
    { added_tokens: [added(6, "bc"), added(4, "ab", { normalized: true, special: false })], normalizer: { type: "Lowercase" }, model: bpe },
  ],
  [
    "a normalized added token before a Metaspace of the first word",
    {
      added_tokens: [added(9, "[x]", { normalized: true, special: false }), added(10, "[y]", { rstrip: true })],
      pre_tokenizer: metaspace({ prepend_scheme: "first" }),
      model: unigram,
    },
  ],
  [
    "a Metaspace of the first word after words",
    {
      added_tokens: [added(9, "[x]")],
      pre_tokenizer: { type: "Sequence", pretokenizers: [words, metaspace({ prepend_scheme: "first" })] },
      model: unigram,
    },
  ],
  [
    "an added token before a Metaspace of the first word",
    {
      added_tokens: [added(7, "[x]")],
      pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "first", split: true },
      model: {
        ...bpe,
        vocab: numbered(["<unk>", "a", "b", "c", "▁", "ab", "▁a"]),
        merges: [
          ["a", "b"],
          ["▁", "a"],
        ],
      },
    },
  ],
];

/** A whole tokenizer.json. */
export const wholeTokenizer = (parts: object): object => ({ ...whole, ...parts });

/** Texts that such a tokenizer has pieces for, or has none for. */
export const textsFor = (name: string): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom(
      ..."aaabbbccc   .é▁字😀A\n",
      "[x]",
      "[y]",
      ...(name.startsWith("Unigram") ? ["<unk>"] : []),
      "bc",
      "aÉ",
      "aé",
      "[x]b",
    ),
    maxLength: 12,
  });
