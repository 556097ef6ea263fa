import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { loadTokenizer, type TokenizerFiles } from "./load-tokenizer.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";

interface Case {
  readonly name: string;
  readonly modelType: string | null;
  readonly tokenizer: { readonly model: object; readonly added_tokens: readonly object[] };
  readonly config: object | null;
  readonly specialTokens: object | null;
  /** The class that transformers made. */
  readonly class: string;
  readonly ids: readonly (readonly number[])[];
  /** The same with Sentence Transformers' do_lower_case. */
  readonly lower: readonly (readonly number[])[];
}

// Small tokenizers with what transformers 5 makes of them, written down by tools/fixtures/make-tokenizers.py.
const fixture = new URL("../../fixtures/tokenizers.json.gz", import.meta.url);
const { texts, cases } = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as {
  readonly texts: readonly string[];
  readonly cases: readonly Case[];
};

const load = ({ modelType, tokenizer, config, specialTokens }: Case, more: Partial<TokenizerFiles> = {}): TextTokenizer =>
  loadTokenizer({
    tokenizerJson: tokenizer,
    tokenizerConfig: config,
    specialTokensMap: specialTokens,
    modelType: modelType ?? undefined,
    file: "tokenizer.json",
    vocabularySize: undefined,
    specialTokenIds: {},
    ...more,
  });
const idsOf = ({ prefix, suffix, encodeBody }: TextTokenizer) => texts.map((text) => [...prefix, ...encodeBody(text), ...suffix]);
const caseOf = (name: string): Case => cases.find((one) => one.name === name) ?? expect.unreachable(`no ${name}`);

describe("tokenizer_config.json changes tokenizer.json as in transformers 5", () => {
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const tokenizer = load(one);
    expect(idsOf(tokenizer)).toEqual(one.ids);
    expect(tokenizer.changes.madeBy ?? "TokenizersBackend").toBe(one.class.replace("DistilBert", "Bert"));
  });
});

describe("do_lower_case lower-cases before the tokenizer as in Sentence Transformers", () => {
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
    expect(idsOf(load(one, { lowerCases: true }))).toEqual(one.lower);
  });
});

test("what is changed has a name, and what only is written otherwise has none", () => {
  const changesOf = (name: string) => load(caseOf(name)).changes;
  expect(changesOf("Bert, as tokenizer.json")).toEqual({ madeBy: "BertTokenizer", parts: [], isLowered: false, content: "" });
  expect(changesOf("Bert, without any other file")).toEqual({ madeBy: undefined, parts: [], isLowered: false, content: "" });
  expect(changesOf("Bert, cased by tokenizer_config.json").parts).toEqual(["normalizer"]);
  expect(changesOf("XLMRoberta, other parts").parts).toEqual(["normalizer", "pre_tokenizer", "post_processor"]);
  expect(changesOf("Bert, other names").parts).toEqual(["post_processor"]);
  expect(changesOf("Bert, no added tokens").parts).toEqual(["added_tokens"]);
  expect(changesOf("Bert, cased by tokenizer_config.json").content).not.toBe(changesOf("Bert, accents and Chinese").content);
  const lowered = load(caseOf("the file itself, lower-cased in vain"), { lowerCases: true }).changes;
  expect(lowered).toMatchObject({ madeBy: undefined, parts: [], isLowered: true, content: expect.stringContaining("Lowercase") });
});

test("a class that no file names does not count for another kind of model", () => {
  const plain = caseOf("Bert, without any other file");
  const tokenizer = load({ ...plain, modelType: "qwen3" });
  expect(tokenizer.changes.madeBy).toBeUndefined();
  expect(idsOf(tokenizer)).toEqual(plain.ids);
});

test("a character map is kept where a class keeps it", () => {
  // The map of one rule, as SentencePiece writes it, would do nothing to these texts.
  const one = caseOf("XLMRoberta");
  const normalizer = { type: "Sequence", normalizers: [{ type: "Precompiled", precompiled_charsmap: "" }, { type: "Lowercase" }] };
  expect(() => load({ ...one, tokenizer: { ...one.tokenizer, normalizer } as Case["tokenizer"] })).toThrow("precompiled_charsmap");
});

test.each([
  [
    "a class in Python",
    "Bert, as tokenizer.json",
    { tokenizer_class: "BertJapaneseTokenizer" },
    /tokenizer_config.json: "tokenizer_class" is BertJapaneseTokenizer, which transformers 5 does not make of tokenizer.json; it must be a class whose ids are known here; if those of tokenizer.json are the model's as they are, write PreTrainedTokenizerFast in its place/,
  ],
  [
    "a class for another kind of model",
    "Bert, as tokenizer.json",
    { tokenizer_class: "T5Tokenizer" },
    /"tokenizer_class" is T5Tokenizer, which makes a Unigram model; it must be a class for the WordPiece model of tokenizer.json/,
  ],
  [
    "a special token that is not there",
    "Bert, as tokenizer.json",
    { tokenizer_class: "BertTokenizer", cls_token: "<cls>" },
    /"model.vocab" is one without it; it must be a vocabulary with "<cls>", which BertTokenizer puts around texts/,
  ],
  [
    "a flag that is none",
    "Bert, as tokenizer.json",
    { tokenizer_class: "BertTokenizer", do_lower_case: "yes" },
    /"do_lower_case" is the text "yes"/,
  ],
])("refuses %s", (_, name, config, message) => {
  expect(() => load({ ...caseOf(name), config })).toThrow(
    expect.objectContaining({ code: "TOKENIZER_UNUSABLE", message: expect.stringMatching(message) }),
  );
});
