import { expect, test } from "vitest";
import { NestvecError } from "../errors/nestvec-error.ts";
import { loadTokenizer, type TokenizerFiles } from "./load-tokenizer.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";

const vocab = { "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, a: 4, b: 5, "##b": 6 };
const wordPiece = { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100, vocab };
const around = {
  type: "TemplateProcessing",
  single: [
    { SpecialToken: { id: "[CLS]", type_id: 0 } },
    { Sequence: { id: "A", type_id: 0 } },
    { SpecialToken: { id: "[SEP]", type_id: 0 } },
  ],
  special_tokens: { "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] }, "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] } },
};
const json = {
  truncation: { direction: "Right", max_length: 1, strategy: "LongestFirst", stride: 0 },
  padding: { strategy: { Fixed: 9 }, direction: "Right", pad_id: 0, pad_type_id: 0, pad_token: "[PAD]" },
  added_tokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]"].map((content, id) => ({ id, content, special: true })),
  normalizer: null,
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: around,
  model: wordPiece,
};

const load = (change: object, files: Partial<TokenizerFiles> = {}): TextTokenizer =>
  loadTokenizer({
    tokenizerJson: { ...json, ...change },
    tokenizerConfig: {},
    file: "tokenizer.json",
    vocabularySize: undefined,
    specialTokenIds: {},
    ...files,
  });

function problemOf(change: object, files: Partial<TokenizerFiles> = {}): string {
  try {
    load(change, files);
  } catch (error) {
    if (NestvecError.is(error, "TOKENIZER_UNUSABLE")) return error.details.problem;
    throw error;
  }
  return "none";
}

test("a tokenizer gives the ids of a text, the special tokens around it and the pieces; truncation and padding are left aside", () => {
  const tokenizer = load({});
  expect(tokenizer.encodeBody("ab, [SEP] a")).toEqual([4, 6, 1, 3, 4]);
  expect([...tokenizer.prefix]).toEqual([2]);
  expect([...tokenizer.suffix]).toEqual([3]);
  expect(tokenizer.pieces(Int32Array.of(2, 4, 6, 3, 99))).toEqual(["[CLS]", "a", "##b", "[SEP]", ""]);
  expect(tokenizer.vocabularySize).toBe(7);
  expect(tokenizer.encodeBody("")).toEqual([]);
});

test("a long text is cut on the side that tokenizer_config.json names, else at its end", () => {
  expect(load({}).truncate).toBe("end");
  expect(load({}, { tokenizerConfig: { truncation_side: "right" } }).truncate).toBe("end");
  expect(load({}, { tokenizerConfig: { truncation_side: "left" } }).truncate).toBe("start");
  expect(problemOf({}, { tokenizerConfig: { truncation_side: "middle" } })).toContain('"truncation_side" is the text "middle"');
});

test("a token added beyond the embedding table is no misfit, unless it stands around every text", () => {
  const added_tokens = [...json.added_tokens, { id: 7, content: "<image>", special: true }];
  const tokenizer = load({ added_tokens }, { vocabularySize: 7 });
  expect(tokenizer.vocabularySize).toBe(7);
  expect(tokenizer.encodeBody("a <image>")).toEqual([4, 7]);
  const processor = { type: "BertProcessing", cls: ["[CLS]", 2], sep: ["<image>", 7] };
  expect(problemOf({ added_tokens, post_processor: processor }, { vocabularySize: 7 })).toContain("its ids go up to 7");
});

test("rows of the embedding table bound the ids where config.json says how many there are", () => {
  expect(load({}, { vocabularySize: 10 }).vocabularySize).toBe(10);
});

test("the padding id is the model's, else the tokenizer's, else 0", () => {
  const tokenizerConfig = { pad_token: { content: "[UNK]" } };
  expect(load({}).padId).toBe(0);
  expect(load({}, { tokenizerConfig }).padId).toBe(1);
  expect(load({}, { tokenizerConfig: { pad_token: "[PAD]" }, specialTokenIds: { pad_token_id: 3 } }).padId).toBe(3);
  expect(load({}, { specialTokenIds: { pad_token_id: 4000 } }).padId).toBe(0);
});

test.each([
  ["none", null, [], []],
  ["BertProcessing", { type: "BertProcessing", cls: ["[CLS]", 2], sep: ["[SEP]", 3] }, [2], [3]],
  ["RobertaProcessing", { type: "RobertaProcessing", cls: ["[CLS]", 2], sep: ["[SEP]", 3], trim_offsets: true }, [2], [3]],
  ["ByteLevel", { type: "ByteLevel", trim_offsets: false }, [], []],
  [
    "Sequence",
    { type: "Sequence", processors: [{ type: "ByteLevel" }, around, { type: "BertProcessing", cls: ["a", 4], sep: ["b", 5] }] },
    [4, 2],
    [3, 5],
  ],
])("special tokens of %s", (_, post_processor, prefix, suffix) => {
  const tokenizer = load({ post_processor });
  expect([...tokenizer.prefix]).toEqual(prefix);
  expect([...tokenizer.suffix]).toEqual(suffix);
});

const types = (...names: string[]): string => names.map((name) => `"${name}"`).join(" or ");

test.each<[string, object, string]>([
  [
    "an unknown normalizer",
    { normalizer: { type: "Sequence", normalizers: [{ type: "NFC" }, { type: "Nmt" }] } },
    `"normalizer.normalizers.1.type" is the text "Nmt"; it must be ${types("BertNormalizer", "Lowercase", "NFC", "NFD", "NFKC", "NFKD", "Precompiled", "Prepend", "Replace", "Sequence", "Strip", "StripAccents")}`,
  ],
  [
    "an unknown pre-tokenizer",
    { pre_tokenizer: { type: "UnicodeScripts" } },
    `"pre_tokenizer.type" is the text "UnicodeScripts"; it must be ${types("BertPreTokenizer", "ByteLevel", "Digits", "Metaspace", "Punctuation", "Sequence", "Split", "Whitespace", "WhitespaceSplit")}`,
  ],
  [
    "an unknown model",
    { model: { ...wordPiece, type: "Chars" } },
    `"model.type" is the text "Chars"; it must be ${types("BPE", "Unigram", "WordLevel", "WordPiece")}`,
  ],
  [
    "an unknown post-processor",
    { post_processor: { type: "constructor" } },
    `"post_processor.type" is the text "constructor"; it must be ${types("BertProcessing", "ByteLevel", "RobertaProcessing", "Sequence", "TemplateProcessing")}`,
  ],
  [
    "an unknown token of a word-level model that is no word of it",
    { model: { type: "WordLevel", unk_token: "[UNK]", vocab: { a: 5 } } },
    `"model.unk_token" is the text "[UNK]"; it must be one of the pieces of the vocabulary`,
  ],
  ["no model", { model: null }, `"model" is null; it must be a JSON object`],
  ["no vocabulary", { model: { ...wordPiece, vocab: undefined } }, `"model.vocab" is missing; it must be an object of ids by piece`],
  [
    "an id that is none",
    { model: { ...wordPiece, vocab: { ...vocab, c: 1.5 } } },
    `"model.vocab.c" is 1.5; it must be a whole number from 0 to 2147483647`,
  ],
  ["an unknown token without an id", { model: { ...wordPiece, unk_token: "<unk>" } }, `its unknown token "<unk>" is not in its vocabulary`],
  [
    "a template with two texts",
    { post_processor: { ...around, single: [{ Sequence: { id: "A" } }, { Sequence: { id: "A" } }] } },
    `"post_processor.single" is a list in which it stands 2 times; it must be a list in which the text stands once`,
  ],
  [
    "a special token without an id",
    { post_processor: { type: "BertProcessing", cls: ["[CLS]", 77], sep: ["[SEP]", 3] } },
    "its post-processor adds the id 77, which is not in its vocabulary",
  ],
  [
    "chance",
    { model: { type: "BPE", vocab, merges: [], dropout: 0.1 } },
    `"model.dropout" is 0.1; it must be null or 0: ids must not be left to chance`,
  ],
  [
    "merges of two forms",
    { model: { type: "BPE", vocab, merges: ["a b", ["a", "b"]] } },
    `"model.merges.1" is a list of 2; it must be a pair of pieces, in the same form as the first`,
  ],
  [
    "bytes of Unigram",
    { model: { type: "Unigram", vocab: [["a", 0]], unk_id: 0, byte_fallback: true } },
    `"model.byte_fallback" is true; it must be false for Unigram`,
  ],
  [
    "an unknown piece out of range",
    { model: { type: "Unigram", vocab: [["a", 0]], unk_id: 1 } },
    `"model.unk_id" is 1; it must be the id of one of the 1 pieces`,
  ],
  [
    "a score that is none",
    { model: { type: "Unigram", vocab: [["a", "b"]], unk_id: 0 } },
    `"model.vocab.0" is a list of 2; it must be a piece with its score`,
  ],
  [
    "a word of its own",
    { added_tokens: [{ id: 0, content: "[PAD]", single_word: true }] },
    `"added_tokens.0.single_word" is true; it must be false`,
  ],
  [
    "a pattern that may never end",
    { pre_tokenizer: { type: "Split", pattern: { Regex: "(a+)+$" }, behavior: "Isolated", invert: false } },
    `"pre_tokenizer.pattern" is the regular expression "(a+)+$", which has a repetition inside a repetition; it must be that of a published tokenizer, or one that never has to give back what it took, so that no text can make it run for ever`,
  ],
  [
    "a way to split that cannot be written in the library's",
    { pre_tokenizer: { type: "Split", pattern: { Regex: "[ab]" }, behavior: "MergedWithNext", invert: false } },
    `"pre_tokenizer.behavior" is "MergedWithNext"; it must be "Isolated", or "Removed" of a pattern without capturing groups`,
  ],
])("%s is refused", (_, change, problem) => {
  expect(problemOf(change)).toBe(problem);
});

test("what is not a tokenizer at all is refused", () => {
  for (const tokenizerJson of [null, undefined, [], "text", 1])
    expect(problemOf({}, { tokenizerJson })).toMatch(/^the file is .*; it must be a JSON object$/);
  expect(problemOf({}, { tokenizerConfig: [] })).toBe("tokenizer_config.json: the file is an empty list; it must be a JSON object");
});

test("what the library throws is told with its cause", () => {
  try {
    load({ pre_tokenizer: { type: "Split", pattern: { Regex: String.raw`\p{Nonsense}` }, behavior: "Isolated" } });
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: "TOKENIZER_UNUSABLE", cause: expect.any(SyntaxError) as unknown });
    expect((error as Error).message).toContain("Nonsense");
  }
});

test("a text of more pieces than a call has room for is no problem", () => {
  const model = {
    type: "Unigram",
    unk_id: 0,
    vocab: [
      ["?", 0],
      ["字", -1],
    ],
  };
  const tokenizer = load({ model, pre_tokenizer: null, post_processor: null, added_tokens: [] });
  expect(tokenizer.encodeBody("字".repeat(150_000)).length).toBe(150_000);
});

test("a tokenizer of another model is refused, with both figures", () => {
  expect(problemOf({}, { vocabularySize: 6 })).toBe(
    `its ids go up to 6, but the model's embedding table has 6 rows ("vocab_size" of config.json): it belongs to another model`,
  );
  expect(problemOf({}, { vocabularySize: 30_522 })).toBe(
    `its ids go up to 6, but the model's embedding table has 30,522 rows ("vocab_size" of config.json): it belongs to another model`,
  );
  expect(problemOf({}, { tokenizerConfig: { pad_token: "[PAD]" }, specialTokenIds: { pad_token_id: 5 } })).toBe(
    `"pad_token_id" of config.json is 5, but the "pad_token" of tokenizer_config.json, "[PAD]", has the id 0: it belongs to another model`,
  );
});
