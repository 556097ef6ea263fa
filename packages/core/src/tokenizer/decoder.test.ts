import { expect, test } from "vitest";
import { loadTokenizer } from "./load-tokenizer.ts";
import { added } from "./testing/small-tokenizers.ts";

const vocab = { "[UNK]": 0, "[CLS]": 1, "[SEP]": 2, nest: 3, "##ing": 4, dolls: 5, "▁a": 6, "▁b": 7, "<0xC3>": 8, "<0xA9>": 9 };
const tokenizer = (decoder: unknown) =>
  loadTokenizer({
    file: "tokenizer.json",
    tokenizerJson: {
      added_tokens: [added(1, "[CLS]"), added(2, "[SEP]")],
      normalizer: null,
      pre_tokenizer: { type: "Whitespace" },
      post_processor: null,
      model: { type: "WordPiece", vocab, unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100 },
      decoder,
    },
    tokenizerConfig: null,
    vocabularySize: undefined,
    specialTokenIds: {},
  });

test("pieces become text as each decoder says, with or without special tokens", () => {
  const wordPiece = tokenizer({ type: "WordPiece", prefix: "##", cleanup: true });
  expect(wordPiece.decode(Int32Array.of(1, 3, 4, 5, 2), true)).toBe("nesting dolls");
  expect(wordPiece.decode(Int32Array.of(1, 3, 4, 5, 2), false)).toBe("[CLS] nesting dolls [SEP]");
  expect(wordPiece.decode(Int32Array.of(), true)).toBe("");
  const sequence = [{ type: "Replace", pattern: { String: "▁" }, content: " " }, { type: "ByteFallback" }, { type: "Fuse" }];
  expect(tokenizer({ type: "Sequence", decoders: sequence }).decode(Int32Array.of(6, 8, 9, 7), true)).toBe(" aé b");
});

test("a decoder that is not supported keeps nobody from embedding, and is named where it is asked for", () => {
  const odd = tokenizer({ type: "Sequence", decoders: [{ type: "Replace", pattern: { Regex: "(a+)+$" }, content: "" }] });
  expect(odd.encodeBody("nest")).toEqual([3]);
  expect(() => odd.decode(Int32Array.of(3), true)).toThrow(expect.objectContaining({ code: "TOKENIZER_UNUSABLE" }));
  expect(() => tokenizer({ type: "Another" }).decode(Int32Array.of(3), true)).toThrow(/"decoder.type"|decoder/);
});

test("a decoder that makes a text longer with each of its parts is refused where it is asked for", () => {
  const longer = { type: "Replace", pattern: { String: "e" }, content: "ee" };
  const odd = tokenizer({ type: "Sequence", decoders: Array.from({ length: 40 }, () => longer) });
  expect(odd.encodeBody("nest")).toEqual([3]);
  expect(() => odd.decode(Int32Array.of(3), true)).toThrow(/more than 1000 times as long/);
});
