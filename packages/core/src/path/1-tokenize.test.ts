import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { TextInput } from "../engine/engine.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { loadTokenizer } from "../tokenizer/load-tokenizer.ts";
import type { TextTokenizer } from "../tokenizer/text-tokenizer.ts";
import { tokenize } from "./1-tokenize.ts";
import type { RowOptions, TokenizedRow } from "./tokenized-row.ts";

const folder = new URL("../../../conformance/models/tiny-modernbert/", import.meta.url);
const tokenizerJson = JSON.parse(readFileSync(new URL("tokenizer.json", folder), "utf8")) as object;
const load = (change: object): TextTokenizer =>
  loadTokenizer({
    tokenizerJson: { ...tokenizerJson, ...change },
    tokenizerConfig: {},
    file: "tokenizer.json",
    vocabularySize: 869,
    specialTokenIds: {},
  });

const bos = 2;
const eos = 1;
const tokenizer = load({});
const bare = load({ post_processor: null });
/** Zero-width spaces are dropped: a text of many characters may have few tokens. */
const dropping = load({ normalizer: { type: "Replace", pattern: { String: "\u200B" }, content: "" } });

const wordLevel = loadTokenizer({
  tokenizerJson: { model: { type: "WordPiece", unk_token: "?", vocab: { "?": 0, word: 1 } }, pre_tokenizer: { type: "WhitespaceSplit" } },
  tokenizerConfig: {},
  file: "tokenizer.json",
  vocabularySize: undefined,
  specialTokenIds: {},
});

const row = (input: TextInput, options: Partial<RowOptions> = {}, by: TextTokenizer = tokenizer): TokenizedRow =>
  tokenize([input], by, { prompt: { text: "", asked: false }, truncate: "end", maxTokens: 64, ...options })[0]!;

function detailsOf(work: () => unknown): object {
  try {
    work();
  } catch (error) {
    if (NestvecError.is(error)) return { code: error.code, ...error.details };
    throw error;
  }
  return { code: "none" };
}

const text = "The quick brown fox jumps over the lazy dog";
const body = [...tokenizer.encodeBody(text)];

/** Four letters, two at each end of so many characters. */
const apart = (characters: number): string => `ab${"\u200B".repeat(characters - 4)}ab`;

test("special tokens are put around a text, in the order of the texts", () => {
  const rows = tokenize([text, "Hello"], tokenizer, { prompt: { text: "", asked: false }, truncate: "end", maxTokens: 64 });
  expect(rows.map(({ ids }) => [...ids])).toEqual([
    [bos, ...body, eos],
    [bos, ...tokenizer.encodeBody("Hello"), eos],
  ]);
  expect(rows.map(({ truncated }) => truncated)).toEqual([false, false]);
  expect(rows[0]!.ids).toBeInstanceOf(Int32Array);
});

test("a prompt is put before a text", () => {
  expect(row(text, { prompt: { text: "query: ", asked: true } })).toEqual(row(`query: ${text}`));
});

test("an empty text is its special tokens, or an error where there are none", () => {
  expect(row("")).toEqual({ ids: Int32Array.of(bos, eos), truncated: false });
  expect(detailsOf(() => row("", {}, bare))).toMatchObject({
    code: "ARGUMENT_INVALID",
    argument: "texts[0]",
    found: "a text of no tokens",
  });
});

test("a long text keeps its beginning or its end, and always the special tokens", () => {
  expect(row(text, { maxTokens: 7 })).toEqual({ ids: Int32Array.of(bos, ...body.slice(0, 5), eos), truncated: true });
  expect(row(text, { maxTokens: 7, truncate: "start" })).toEqual({ ids: Int32Array.of(bos, ...body.slice(-5), eos), truncated: true });
  expect(row(text, { maxTokens: 7 }, bare)).toEqual({ ids: Int32Array.from(body.slice(0, 7)), truncated: true });
  for (const truncate of ["end", "start", "none"] as const)
    expect(row(text, { maxTokens: body.length + 2, truncate })).toEqual({ ids: Int32Array.of(bos, ...body, eos), truncated: false });
});

test("a long text that is not to be cut is an error with the true count", () => {
  expect(detailsOf(() => row(text, { maxTokens: body.length + 1, truncate: "none" }))).toEqual({
    code: "TEXT_TOO_LONG",
    text: 0,
    tokens: body.length + 2,
    limit: body.length + 1,
  });
});

test("of a text of megabytes no more is counted than shows that it is too long", () => {
  const none = (given: string, maxTokens: number): object => detailsOf(() => row(given, { maxTokens, truncate: "none" }));
  const long = "b ".repeat(500_000);
  const found = none(long, 100) as { readonly tokens: number; readonly ofCharacters: number };
  expect(found).toMatchObject({ code: "TEXT_TOO_LONG", text: 0, limit: 100 });
  expect(found.ofCharacters).toBeGreaterThanOrEqual(131_072);
  expect(found.ofCharacters).toBeLessThan(200_000);
  expect(found.tokens).toBe(row(long.slice(0, found.ofCharacters), { maxTokens: 1_000_000 }).ids.length);
  expect(none(long.slice(0, 131_000), 100)).toMatchObject({ tokens: row(long.slice(0, 131_000), { maxTokens: 1e6 }).ids.length });
  expect(none(long.slice(0, 131_000), 100)).not.toHaveProperty("ofCharacters");
  // More characters than are counted at first, and few tokens, as of characters that a tokenizer drops: it fits.
  const fits = apart(400_000);
  expect(row(fits, { maxTokens: 20, truncate: "none" }, dropping)).toEqual(row("abab", { maxTokens: 20 }, dropping));
  expect(detailsOf(() => row(`${fits}${"c ".repeat(30)}`, { maxTokens: 20, truncate: "none" }, dropping))).toMatchObject({
    tokens: row(`abab${"c ".repeat(30)}`, {}, dropping).ids.length,
  });
});

test("a text of many characters and few tokens is read to its end, whichever side may be cut", () => {
  for (const truncate of ["end", "start", "none"] as const)
    for (const characters of [1026, 3202, 300_001])
      expect(row(apart(characters), { maxTokens: 20, truncate }, dropping)).toEqual(row("abab", {}, dropping));
  const spaces = " ".repeat(9000);
  const pieces = row(`${spaces}The quick`, { maxTokens: 9000, truncate: "none" });
  expect(row(`${spaces}The quick`, { maxTokens: 9000 })).toEqual(pieces);
  expect([...row(`${spaces}The quick`, { maxTokens: 6, truncate: "start" }).ids]).toEqual([bos, ...[...pieces.ids].slice(-5)]);
});

test("offsets of a text that is read in parts count from its start", () => {
  const words = "word ".repeat(2000);
  for (const truncate of ["end", "start"] as const) {
    const { ids, offsets = new Int32Array() } = row(words, { maxTokens: 40, truncate, offsets: true }, wordLevel);
    const first = truncate === "end" ? 0 : words.length - 5 * 40;
    expect(offsets.length).toBe(ids.length * 2);
    expect([offsets[0], offsets[1]]).toEqual([first, first + 4]);
  }
});

test("a token without a row in the model's table is an error where a text has it", () => {
  const beyond = loadTokenizer({
    tokenizerJson: {
      model: { type: "WordLevel", unk_token: "?", vocab: { "?": 0, a: 1, "<image>": 2 } },
      pre_tokenizer: { type: "WhitespaceSplit" },
      added_tokens: [{ id: 2, content: "<image>", special: true }],
    },
    tokenizerConfig: {},
    file: "tokenizer.json",
    vocabularySize: 2,
    specialTokenIds: {},
  });
  expect(row("a a", {}, beyond).ids).toEqual(Int32Array.of(1, 1));
  expect(detailsOf(() => row("a <image>", {}, beyond))).toEqual({
    code: "TOKEN_OUT_OF_RANGE",
    text: 0,
    position: 1,
    id: 2,
    vocabularySize: 2,
  });
  expect(row("a <image>", { maxTokens: 1 }, beyond).ids).toEqual(Int32Array.of(1));
});

test("token ids are taken as they are", () => {
  expect(row([5, 6, 7])).toEqual({ ids: Int32Array.of(5, 6, 7), truncated: false });
  expect(row(Int32Array.of(bos, 5, eos))).toEqual(row([bos, 5, eos]));
  const given = Int32Array.of(5);
  expect(row(given).ids).not.toBe(given);
});

test("special tokens at the ends of token ids are kept when they are cut", () => {
  const ids = [bos, 10, 11, 12, 13, eos];
  expect(row(ids, { maxTokens: 4 })).toEqual({ ids: Int32Array.of(bos, 10, 11, eos), truncated: true });
  expect(row(ids, { maxTokens: 4, truncate: "start" })).toEqual({ ids: Int32Array.of(bos, 12, 13, eos), truncated: true });
  expect(row(ids.slice(1), { maxTokens: 3 }).ids).toEqual(Int32Array.of(10, 11, eos));
  expect(row(ids.slice(0, -1), { maxTokens: 3, truncate: "start" }).ids).toEqual(Int32Array.of(bos, 12, 13));
  expect(row([10, 11, 12, 13], { maxTokens: 3 }).ids).toEqual(Int32Array.of(10, 11, 12));
  expect(detailsOf(() => row(ids, { maxTokens: 4, truncate: "none" }))).toMatchObject({
    code: "TEXT_TOO_LONG",
    tokens: 6,
    limit: 4,
  });
});

test.each([-1, 869, 1.5, Number.NaN, Infinity])("the token id %s is out of range", (id) => {
  const inputs = [[1], [5, id]];
  expect(detailsOf(() => tokenize(inputs, tokenizer, { prompt: { text: "", asked: false }, truncate: "end", maxTokens: 8 }))).toEqual({
    code: "TOKEN_OUT_OF_RANGE",
    text: 1,
    position: 1,
    id,
    vocabularySize: 869,
  });
});

test("a prompt asked for cannot be put before token ids; the model's own default is left out", () => {
  expect(row([5], { prompt: { text: "query: ", asked: false } }).ids).toEqual(Int32Array.of(5));
  expect(row([5], { prompt: { text: "", asked: true } }).ids).toEqual(Int32Array.of(5));
  expect(detailsOf(() => row([5], { prompt: { text: "query: ", asked: true } }))).toMatchObject({
    code: "ARGUMENT_INVALID",
    argument: "texts[0]",
    found: "a list of token ids",
  });
});

test.each([[[]], [new Int32Array(0)]])("%o, which stands for no text, is an error", (input) => {
  expect(detailsOf(() => row(input))).toMatchObject({
    code: "ARGUMENT_INVALID",
    argument: "texts[0]",
    found: "an empty list of token ids",
  });
});

test("a limit must leave room for a token of the text", () => {
  for (const maxTokens of [2, 0, -1, 2.5, Number.NaN, Infinity])
    expect(detailsOf(() => row("a", { maxTokens }))).toEqual({
      code: "ARGUMENT_INVALID",
      argument: "maxTokens",
      found: String(maxTokens),
      expected: "a whole number of at least 3: 2 special tokens and one of the text",
    });
  expect(row("abc", { maxTokens: 3 }).ids.length).toBe(3);
});

test("a side to cut that is none is an error", () => {
  expect(detailsOf(() => row("a", { truncate: "middle" as "end" }))).toMatchObject({
    code: "ARGUMENT_INVALID",
    argument: "truncate",
    found: 'the text "middle"',
  });
});

test("a cut text has the limit's length, begins or ends as the whole one does, and says so", () => {
  const options = fc.record({ given: fc.string({ unit: "grapheme", maxLength: 80 }), maxTokens: fc.integer({ min: 3, max: 60 }) });
  fc.assert(
    fc.property(options, ({ given, maxTokens }) => {
      const whole = [...row(given, { maxTokens: 4096 }).ids];
      const end = row(given, { maxTokens });
      const start = row(given, { maxTokens, truncate: "start" });
      const length = Math.min(whole.length, maxTokens);
      for (const { ids, truncated } of [end, start]) {
        expect([ids.length, truncated, ids[0], ids[length - 1]]).toEqual([length, whole.length > maxTokens, bos, eos]);
      }
      expect([...end.ids].slice(0, -1)).toEqual(whole.slice(0, length - 1));
      expect([...start.ids].slice(1)).toEqual(whole.slice(whole.length - length + 1));
    }),
  );
});
