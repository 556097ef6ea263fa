import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { Tokenizer as Reference } from "tokenizers";
import { expect, test } from "vitest";
import { tokenize } from "../path/1-tokenize.ts";
import { loadTokenizer } from "./load-tokenizer.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";

// Whole tokenizers against the numbers of Hugging Face transformers (golden.json) and against the Rust crate `tokenizers`,
// whose truncation and padding are turned off, as they are here.
const repository = new URL("../../../../", import.meta.url);
const readJson = (folder: string, file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`${folder}/${file}`, repository), "utf8")) as Record<string, unknown>;

interface Pair {
  readonly folder: string;
  readonly tokenizer: TextTokenizer;
  readonly reference: Reference;
}

const isTokenId = (entry: [string, unknown]): entry is [string, number] => entry[0].endsWith("_token_id") && typeof entry[1] === "number";

function openPair(folder: string): Pair {
  const tokenizerJson = readJson(folder, "tokenizer.json");
  const config = readJson(folder, "config.json");
  const tokenizer = loadTokenizer({
    tokenizerJson,
    tokenizerConfig: readJson(folder, "tokenizer_config.json"),
    file: `${folder}/tokenizer.json`,
    vocabularySize: config["vocab_size"] as number,
    specialTokenIds: Object.fromEntries(Object.entries(config).filter(isTokenId)),
  });
  return { folder, tokenizer, reference: Reference.fromString(JSON.stringify({ ...tokenizerJson, truncation: null, padding: null })) };
}

const tiny = openPair("packages/conformance/models/tiny-modernbert");
const mini = openPair("packages/model-mini");
const pairs = [tiny, mini];

const idsOf = (tokenizer: TextTokenizer, text: string): readonly number[] => [
  ...tokenizer.prefix,
  ...tokenizer.encodeBody(text),
  ...tokenizer.suffix,
];

async function expectSameIds({ tokenizer, reference }: Pair, texts: readonly string[]): Promise<void> {
  const encodings = await reference.encodeBatch([...texts]);
  texts.forEach((text, index) => expect(idsOf(tokenizer, text), JSON.stringify(text)).toEqual([...encodings[index]!.getIds()]));
}

/** Where tokens stand, in UTF-16 units as the reference has it: it counts characters. */
async function expectOffsets({ tokenizer, reference }: Pair, text: string, mayBeUnknown: boolean): Promise<void> {
  const units = [0];
  for (const character of text) units.push((units.at(-1) ?? 0) + character.length);
  const offsets = (await reference.encode(text, null, { addSpecialTokens: false })).getOffsets();
  const found = tokenizer.offsets(text, tokenizer.encodeBody(text));
  const isUnknown = (token: number): boolean => mayBeUnknown && found[2 * token] === -1 && found[2 * token + 1] === -1;
  const expected = offsets.flatMap((pair, token) => (isUnknown(token) ? [-1, -1] : pair.map((index) => units[index])));
  expect([...found], JSON.stringify(text)).toEqual(expected);
}

const uncut = { prompt: { text: "", asked: false }, truncate: "end", maxTokens: 256 } as const;

test("tiny-modernbert: ids equal those of golden.json", () => {
  const { texts } = readJson(tiny.folder, "golden.json") as { texts: { text: string; ids: number[] }[] };
  expect(texts.length).toBe(20);
  for (const { text, ids } of texts) expect([...tokenize([text], tiny.tokenizer, { ...uncut, maxTokens: 2048 })[0]!.ids]).toEqual(ids);
});

test("nestvec-mini: ids equal those of golden.json, whose texts are cut to 256 tokens", () => {
  const { cases } = readJson(mini.folder, "golden.json") as { cases: { text: string; input_ids: number[] }[] };
  expect(cases.length).toBe(24);
  for (const { text, input_ids: ids } of cases) expect([...tokenize([text], mini.tokenizer, uncut)[0]!.ids]).toEqual(ids);
});

const shared = process.env["NESTVEC_SHARED"] ?? fileURLToPath(new URL("../shared", repository));
const tatoeba = `${shared}/data/tatoeba`;
const languages = ["ara", "cmn", "deu", "ell", "hin", "jpn", "kor", "rus", "tha", "vie"];
const linesOfEach = 200;

/** Lines of one language at even distances, the same ones every time. */
function sampled(language: string): string[] {
  const lines = readFileSync(`${tatoeba}/tatoeba.${language}-eng.${language}`, "utf8").trimEnd().split("\n");
  return Array.from({ length: linesOfEach }, (_, index) => lines[Math.floor((index * lines.length) / linesOfEach)]!);
}

test.skipIf(!existsSync(tatoeba)).each(pairs)(
  "$folder: ids equal the reference's on 2,000 lines of 10 languages (skipped where NESTVEC_SHARED has no data/tatoeba)",
  async (pair) => {
    const lines = languages.flatMap(sampled);
    expect(lines.length).toBe(2000);
    await expectSameIds(pair, lines);
  },
);

/**
 * Characters inside a word that the two read differently, of all that are assigned. BERT's rules go by Unicode category, and the
 * reference's table of categories is that of Unicode 8.0 (newer-marks.ts).
 */
async function charactersThatDiffer({ tokenizer, reference }: Pair): Promise<readonly string[]> {
  const assigned = Array.from({ length: 0x11_00_00 }, (_, code) => code)
    .filter((code) => code < 0xd8_00 || code > 0xdf_ff)
    .map((code) => String.fromCodePoint(code))
    .filter((character) => !/[\p{Unassigned}\p{Private_Use}]/u.test(character));
  const encodings = await reference.encodeBatch(assigned.map((character) => `a${character}b`));
  return assigned.filter((character, index) => String(idsOf(tokenizer, `a${character}b`)) !== String(encodings[index]!.getIds()));
}

test("nestvec-mini: ids equal the reference's for every character of Unicode inside a word", { timeout: 120_000 }, async () => {
  expect(await charactersThatDiffer(mini)).toEqual([]);
});

const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 60 }), fc.string({ unit: "grapheme", maxLength: 60 }));

test.each(pairs)("$folder: ids equal the reference's on 500 strings of any characters", async (pair) => {
  await fc.assert(
    fc.asyncProperty(anyText, (text) => expectSameIds(pair, [text])),
    { numRuns: 500 },
  );
});

test("tokens stand where the reference says, in all texts of the golden files", async () => {
  const { texts } = readJson(tiny.folder, "golden.json") as { texts: { text: string }[] };
  const { cases } = readJson(mini.folder, "golden.json") as { cases: { text: string }[] };
  for (const pair of pairs)
    for (const { text } of [...texts, ...cases]) await expectOffsets(pair, text, pair === mini && texts.some((one) => one.text === text));
});

test.each(pairs)(
  "$folder: where a token stands is what the reference says or not known, on 1,000 strings of any characters",
  async (pair) => {
    const odd = ["##", "[UNK]", "[sep]", "<eos>", "<0x41>", "e\u0301", "\u1112\u1161\u11AB", "playing", " the", "a".repeat(120)];
    const oddText = fc.string({ unit: fc.constantFrom(..."aAbé ßİΣσﬁ東🙂.-\t\u0301\u200b\u0000#<>[]", ...odd), maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, oddText), (text) => expectOffsets(pair, text, true)),
      { numRuns: 1000 },
    );
  },
);

// A string with half a surrogate pair is not Unicode text: it has no UTF-8 form, so no Rust string can hold it. Both sides
// read the half as U+FFFD, as encoders do; ours says so in its contract, the reference's binding for Node does it unsaid.
test.each(pairs)("$folder: half a surrogate pair is read as U+FFFD", async (pair) => {
  for (const text of ["a\uD800b", "\uDC00", "x\uD83D", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"]) {
    await expectSameIds(pair, [text]);
    expect(idsOf(pair.tokenizer, text)).toEqual(idsOf(pair.tokenizer, text.replace(/\p{Surrogate}/gu, "\uFFFD")));
  }
});
