import { readFileSync } from "node:fs";
import fc from "fast-check";
import { Tokenizer as Reference } from "tokenizers";
import { describe, expect, test } from "vitest";
import { tokenize } from "../path/1-tokenize.ts";
import { loadTokenizer } from "./load-tokenizer.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";
import { publishedPatterns } from "./published-patterns.ts";

// A long text is read part by part: that must not show in its tokens.
const repository = new URL("../../../../", import.meta.url);
const published = (folder: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`${folder}/tokenizer.json`, repository), "utf8")) as Record<string, unknown>;

const bare = { version: "1.0", truncation: null, padding: null, added_tokens: [], normalizer: null, post_processor: null, decoder: null };
const numbered = (pieces: readonly string[]): object => Object.fromEntries([...new Set(pieces)].map((piece, id) => [piece, id]));
/** GPT-2's characters for bytes. */
const byteCharacters = Array.from({ length: 256 }, (_, byte) => byte).reduce<string[]>((known, byte) => {
  const isPrintable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  return [...known, String.fromCharCode(isPrintable ? byte : 256 + known.filter((character) => character > "ÿ").length)];
}, []);
const merges = ["a a", "aa aa", "b a", "Ġ a", "Ġ Ġ", "ĠĠ ĠĠ", "Ċ Ċ", "Ġ t", "t h", "Ġt h"].map((rule) => rule.split(" "));
const overBytes = { type: "BPE", unk_token: null, vocab: numbered([...byteCharacters, ...merges.map((rule) => rule.join(""))]), merges };
const marked = ["<unk>", "▁", ..."abtheABC019+/=<>.\n", "aa", "aaaa", "ba", "▁a", "▁▁", "th", "▁th"];
const markedBpe = {
  type: "BPE",
  unk_token: "<unk>",
  fuse_unk: true,
  vocab: numbered(marked),
  merges: [
    ["a", "a"],
    ["aa", "aa"],
    ["b", "a"],
    ["▁", "a"],
    ["▁", "▁"],
    ["t", "h"],
    ["▁", "th"],
  ],
};
const scores = marked.map((piece, id) => [piece, id === 0 ? 0 : -1 - piece.length / 2]);
const unigram = { type: "Unigram", unk_id: 0, byte_fallback: false, vocab: [...scores, ["aaa", -2.5]] };
const metaspace = (how: object = {}): object => ({ type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true, ...how });
/** Tokens added to a vocabulary of so many pieces. */
const added = (size: number): readonly object[] => [
  { id: size, content: "<mask>", lstrip: true, rstrip: false, normalized: false, special: true, single_word: false },
  { id: size + 1, content: "<end>", lstrip: false, rstrip: true, normalized: false, special: true, single_word: false },
];
const collapsed = { type: "Replace", pattern: { Regex: " {2,}" }, content: " " };
const gemma = { type: "Replace", pattern: { String: " " }, content: "▁" };
const space = { type: "Split", pattern: { String: " " }, behavior: "MergedWithPrevious", invert: false };
const strip = { type: "Strip", strip_left: true, strip_right: true };

interface Case {
  readonly name: string;
  readonly json: Record<string, unknown>;
  /** Whether texts of words can be cut, so that the test shows something. */
  readonly cuts: boolean;
}
const cases: readonly Case[] = [
  { name: "WordPiece", json: published("packages/model-mini"), cuts: true },
  { name: "BPE of one word, as Gemma's", json: published("packages/conformance/models/tiny-modernbert"), cuts: true },
  ...[...publishedPatterns].map((Regex, index) => ({
    name: `BPE over bytes, pattern ${index + 1}`,
    json: {
      ...bare,
      added_tokens: added(Object.keys(overBytes.vocab).length),
      pre_tokenizer: {
        type: "Sequence",
        pretokenizers: [
          { type: "Split", pattern: { Regex }, behavior: "Isolated", invert: false },
          { type: "ByteLevel", add_prefix_space: index % 2 === 0, use_regex: false, trim_offsets: true },
        ],
      },
      model: overBytes,
    },
    cuts: true,
  })),
  {
    name: "BPE over bytes",
    json: { ...bare, pre_tokenizer: { type: "ByteLevel", add_prefix_space: true, use_regex: true, trim_offsets: true }, model: overBytes },
    cuts: true,
  },
  {
    name: "BPE with marks",
    json: { ...bare, added_tokens: added(marked.length), pre_tokenizer: metaspace(), model: markedBpe },
    cuts: true,
  },
  {
    name: "BPE with a mark at the start",
    json: { ...bare, added_tokens: added(marked.length), pre_tokenizer: metaspace({ prepend_scheme: "first" }), model: markedBpe },
    cuts: true,
  },
  { name: "BPE of one word with marks", json: { ...bare, pre_tokenizer: metaspace({ split: false }), model: markedBpe }, cuts: true },
  { name: "BPE of one word, spaces replaced", json: { ...bare, normalizer: gemma, pre_tokenizer: space, model: markedBpe }, cuts: true },
  {
    name: "BPE with pieces across words",
    json: {
      ...bare,
      pre_tokenizer: metaspace({ split: false }),
      model: { ...markedBpe, vocab: numbered([...marked, "a▁"]), merges: [["a", "▁"], ...markedBpe.merges] },
    },
    cuts: true,
  },
  { name: "Unigram", json: { ...bare, added_tokens: added(unigram.vocab.length), pre_tokenizer: metaspace(), model: unigram }, cuts: true },
  {
    name: "Unigram with spaces made one",
    json: {
      ...bare,
      normalizer: { type: "Sequence", normalizers: [{ type: "NFKC" }, collapsed] },
      pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "WhitespaceSplit" }, metaspace()] },
      model: unigram,
    },
    cuts: true,
  },
  { name: "Unigram of one word", json: { ...bare, pre_tokenizer: metaspace({ split: false }), model: unigram }, cuts: false },
  {
    name: "Unigram of stripped texts",
    json: { ...bare, normalizer: { type: "Sequence", normalizers: [strip] }, pre_tokenizer: metaspace(), model: unigram },
    cuts: false,
  },
];

const open = (json: object): TextTokenizer =>
  loadTokenizer({ tokenizerJson: json, tokenizerConfig: {}, file: "tokenizer.json", vocabularySize: undefined, specialTokenIds: {} });

const runOf = (unit: string, most: number): fc.Arbitrary<string> => fc.integer({ min: 1, max: most }).map((times) => unit.repeat(times));
const bits = fc.oneof(
  fc.constantFrom(
    " ",
    "  ",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "the",
    " the",
    "a",
    ".",
    "!!",
    "é",
    "字",
    "😀",
    "\u200B",
    "\u00A0",
    "\u0301",
    "1",
    "<mask>",
    "<end>",
    "▁",
    "'s",
    "Σ",
  ),
  runOf(" ", 40),
  runOf("a", 40),
  runOf("\u0301", 12),
  runOf("\n  ", 8),
  runOf("19", 8),
  fc.string({ unit: fc.constantFrom(..."abtheABC019+/="), maxLength: 24 }),
  fc.string({ unit: "grapheme", maxLength: 4 }),
);
const anyText = fc.array(bits, { minLength: 1, maxLength: 14 }).map((parts) => parts.join(""));

describe.each(cases)("$name", ({ json, cuts }) => {
  const tokenizer = open(json);

  test("the parts of a text have the tokens of the whole, wherever it is cut, in 1,000 texts", () => {
    let found = 0;
    fc.assert(
      fc.property(anyText, fc.nat(), (text, at) => {
        const whole = tokenizer.encodeBody(text);
        for (const cut of new Set([tokenizer.cuts.after(text, at % text.length), tokenizer.cuts.before(text, at % text.length)])) {
          if (cut === 0 || cut === text.length) continue;
          found += 1;
          expect(
            [...tokenizer.encodeBody(text.slice(0, cut)), ...tokenizer.encodeBody(text.slice(cut), false)],
            `${JSON.stringify(text)} at ${cut}`,
          ).toEqual(whole);
        }
      }),
      { numRuns: 1000 },
    );
    expect(found > 100).toBe(cuts);
  });

  test("a text of several parts has the first or the last tokens of the reference", async () => {
    const reference = Reference.fromString(JSON.stringify({ ...json, truncation: null, padding: null }));
    const long = fc
      .array(fc.oneof(anyText, runOf(" ", 1500), runOf("a", 700), runOf("<td>\n        ", 60)), { minLength: 4, maxLength: 16 })
      .map((parts) => parts.join(" the "));
    await fc.assert(
      fc.asyncProperty(long, fc.integer({ min: 3, max: 60 }), async (text, maxTokens) => {
        const ids = [...(await reference.encode(text, null, { addSpecialTokens: false })).getIds()];
        const room = maxTokens - tokenizer.prefix.length - tokenizer.suffix.length;
        const options = { prompt: { text: "", asked: false }, maxTokens };
        const around = (body: readonly number[]): number[] => [...tokenizer.prefix, ...body, ...tokenizer.suffix];
        fc.pre(ids.length > 0);
        const [end] = tokenize([text], tokenizer, { ...options, truncate: "end" });
        const [start] = tokenize([text], tokenizer, { ...options, truncate: "start" });
        expect([...end!.ids]).toEqual(around(ids.slice(0, room)));
        expect([...start!.ids]).toEqual(around(ids.slice(-room)));
        expect([end!.truncated, start!.truncated]).toEqual([ids.length > room, ids.length > room]);
      }),
      { numRuns: 60 },
    );
  });
});
