import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { onceByKey } from "../model/files/once-by-key.ts";
import { tokenize } from "../path/1-tokenize.ts";
import { smallTokenizers, textsFor, wholeTokenizer } from "../tokenizer/testing/small-tokenizers.ts";
import type { TokenizerFiles } from "../tokenizer/load-tokenizer.ts";
import { bothForms, expectSame, expectSameProperties, filesOf, problemOf, sha256 } from "./testing/both-forms.ts";
import type { LibraryTokenizer } from "../tokenizer/library-tokenizer.ts";
import { difference } from "./difference.ts";
import { openCompiled } from "./open-compiled.ts";
import { formatVersion, isWhole, openSections } from "./sections.ts";

const repository = new URL("../../../../", import.meta.url);
const readJson = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(path, repository), "utf8")) as Record<string, unknown>;
const tiny = "packages/conformance/models/tiny-modernbert";
const mini = "packages/model-mini";
const filesIn = (folder: string) => ({
  ...filesOf(readJson(`${folder}/tokenizer.json`)),
  tokenizerConfig: readJson(`${folder}/tokenizer_config.json`),
});

/** A Unigram model over the pieces of nestvec-mini, the earlier the likelier. */
const unigram = wholeTokenizer({
  normalizer: { type: "NFKC" },
  pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
  decoder: { type: "Metaspace", replacement: "▁", prepend_scheme: "always" },
  model: {
    type: "Unigram",
    unk_id: 0,
    vocab: Object.keys((readJson(`${mini}/tokenizer.json`)["model"] as { vocab: object }).vocab).map((piece, id) => [
      piece.startsWith("##") ? piece.slice(2) : `▁${piece}`,
      -Math.log(id + 2),
    ]),
  },
});

const compilable = smallTokenizers.filter(([name]) => name !== "WordLevel");
const withMore = (parts: object): object => ({
  ...parts,
  added_tokens: [
    { id: 3, content: "b", special: false, normalized: true },
    { id: 90, content: "##bcé", special: false, normalized: true },
    { id: 91, content: "c字", special: true, normalized: false },
  ],
});

const small: ReadonlyMap<string, object> = new Map([
  ...compilable,
  ...compilable
    .filter(([name]) => /^(?:BPE with (?:bytes|a suffix|whole)|WordPiece$|Unigram$)/.test(name))
    .map(([name, parts]) => [`${name}, with tokens added`, withMore(parts)] as const),
]);
const [ofTiny, ofMini, ofUnigram] = [
  "tiny-modernbert, BPE with bytes",
  "nestvec-mini, WordPiece",
  "Unigram over nestvec-mini's pieces",
] as const;
const whole: ReadonlyMap<string, TokenizerFiles> = new Map([
  [ofTiny, filesIn(tiny)],
  [ofMini, filesIn(mini)],
  [ofUnigram, filesOf(unigram)],
]);

// Compiled once, when first asked for.
const formsOf = onceByKey((name: string) => bothForms(whole.get(name) ?? filesOf(wholeTokenizer(small.get(name)!))));

test.each([...small.keys()])("%s: both forms are the same", async (name) => {
  const forms = await formsOf(name);
  expectSameProperties(forms);
  fc.assert(
    fc.property(textsFor(name), (text) => expectSame(forms, text)),
    { numRuns: 100 },
  );
});

test("the ids of golden.json: BPE as Gemma's, with bytes, and WordPiece", async () => {
  const formsOfTiny = await formsOf(ofTiny);
  const { texts } = readJson(`${tiny}/golden.json`) as { texts: { text: string; ids: number[] }[] };
  const uncut = { prompt: { text: "", asked: false }, truncate: "end", maxTokens: 2048 } as const;
  for (const { text, ids } of texts) expect([...tokenize([text], formsOfTiny.compiled, uncut)[0]!.ids]).toEqual(ids);
  const formsOfMini = await formsOf(ofMini);
  const { cases } = readJson(`${mini}/golden.json`) as { cases: { text: string; input_ids: number[] }[] };
  for (const { text, input_ids: ids } of cases)
    expect([...tokenize([text], formsOfMini.compiled, { ...uncut, maxTokens: 256 })[0]!.ids]).toEqual(ids);
  for (const forms of [formsOfTiny, formsOfMini]) expectSameProperties(forms);
});

const shared = process.env["NESTVEC_SHARED"] ?? fileURLToPath(new URL("../shared", repository));
const tatoeba = `${shared}/data/tatoeba`;
const languages = "ara cmn deu ell fra heb hin ita jpn kat kor pol por rus spa swh tam tha tur ukr vie".split(" ");

/** Some lines of each language at even distances, the same ones every time. */
const sampled = (ofEach: number): string[] =>
  languages.flatMap((language) => {
    const lines = readFileSync(`${tatoeba}/tatoeba.${language}-eng.${language}`, "utf8").trimEnd().split("\n");
    return Array.from({ length: ofEach }, (_, index) => lines[Math.floor((index * lines.length) / ofEach)]!);
  });

test.skipIf(!existsSync(tatoeba)).each([...whole.keys()])(
  "%s: both forms are the same on 210 lines of 21 languages (skipped where NESTVEC_SHARED has no data/tatoeba)",
  async (name) => {
    const forms = await formsOf(name);
    for (const line of sampled(10)) expectSame(forms, line);
  },
);

test.each([...whole.keys()])("%s: both forms are the same on 150 strings of any characters", async (name) => {
  const forms = await formsOf(name);
  const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 60 }), fc.string({ unit: "grapheme", maxLength: 60 }));
  fc.assert(
    fc.property(anyText, (text) => expectSame(forms, text)),
    { numRuns: 150 },
  );
});

test("words of thousands of characters are the same, by any rules", async () => {
  const letters = [..."abc"];
  const rule = fc.tuple(fc.nat(20), fc.nat(20));
  const lengths = fc.constantFrom(3, 30, 4095, 4096, 4097, 9000);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(rule, { minLength: 1, maxLength: 14, selector: String }),
      lengths,
      fc.nat(),
      async (rules, length, seed) => {
        const pieces = ["b0ec2a130a6cc781afd7c4a6266cdeae7a9d040af619bec80f0782fd28619ebd", ...letters, "😀"];
        const merges: [string, string][] = [];
        for (const [left, right] of rules) {
          const pair: [string, string] = [pieces[1 + (left % (pieces.length - 1))]!, pieces[1 + (right % (pieces.length - 1))]!];
          merges.push(pair);
          if (!pieces.includes(pair.join(""))) pieces.push(pair.join(""));
        }
        const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
        const forms = await bothForms(
          filesOf(
            wholeTokenizer({
              model: { type: "BPE", unk_token: "b0ec2a130a6cc781afd7c4a6266cdeae7a9d040af619bec80f0782fd28619ebd", vocab, merges },
            }),
          ),
        );
        let state = seed;
        const text = Array.from({ length }, () => letters[(state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 1) % 3]).join("");
        for (const each of [text, `${text}😀${text}é`]) expect(forms.compiled.encodeBody(each)).toEqual(forms.library.encodeBody(each));
      },
    ),
    { numRuns: 10 },
  );
});

/** What some work gives away. */
function collected<T>(work: (take: (value: T) => void) => void): T[] {
  const values: T[] = [];
  work((value) => values.push(value));
  return values;
}

const bpe = { type: "BPE", unk_token: "<unk>", vocab: { "<unk>": 0, a: 1, b: 2, ab: 3 }, merges: [["a", "b"]] };

test.each<[string, object, string]>([
  ["WordLevel", { type: "WordLevel", unk_token: "a", vocab: { a: 0 } }, "a WordLevel model has no compiled form"],
  ["a merge of what is no piece", { ...bpe, merges: [["b", "a"]] }, 'its merge 0 has "ba", which is no piece'],
  ["two pieces of one id", { ...bpe, vocab: { ...bpe.vocab, c: 1 } }, "two of its pieces have the id 1"],
  ["ids of billions", { ...bpe, vocab: { ...bpe.vocab, c: 2 ** 31 - 1 } }, "its 5 pieces have ids up to 2147483647"],
])("%s: there is no compiled form, and the file says why", async (_, model, problem) => {
  expect(await problemOf(filesOf(wholeTokenizer({ model })))).toBe(problem);
});

/** What stands in the place of the library in the compiled form of a model. */
const opened = async (model: object): Promise<LibraryTokenizer> => {
  const files = filesOf(wholeTokenizer({ model }));
  const { bytes } = await bothForms(files);
  const [library] = collected<LibraryTokenizer>((take) => openCompiled(files, openSections(bytes.buffer), take));
  return library!;
};

test.each<[string, object, RegExp]>([
  ["another piece", { ...bpe, vocab: { "<unk>": 0, a: 1, c: 2, ac: 3 }, merges: [["a", "c"]] }, /^the piece of the id 2 is another$/],
  ["a piece more", { ...bpe, vocab: { ...bpe.vocab, c: 4 } }, /^its largest id is another$/],
  ["no merges", { ...bpe, merges: [] }, /^the ids of "ab" are others$/],
  ["fused unknown pieces", { ...bpe, fuse_unk: true }, /^the ids of ".*" are others$/],
])("the proof finds a difference: %s", async (_, model, found) => {
  const right = await opened(bpe);
  expect(difference(right, right)).toBeUndefined();
  expect(difference(right, await opened(model))).toMatch(found);
});

test("a file is whole until any of its bytes is another, or it is cut short or of another version", async () => {
  const { bytes } = await bothForms(filesOf(wholeTokenizer({ model: bpe })));
  expect(await isWhole(bytes.buffer, sha256)).toBe(true);
  for (let place = 0; place < bytes.length; place++) {
    const damaged = bytes.slice();
    damaged[place] = damaged[place]! ^ 1;
    expect(await isWhole(damaged.buffer, sha256), String(place)).toBe(false);
  }
  for (const length of [0, 3, 12, 75, 76, bytes.length - 1]) expect(await isWhole(bytes.slice(0, length).buffer, sha256)).toBe(false);
});

test("what is written is what this version of the format has always been: raise formatVersion where it is another", async () => {
  const settings = { tokenizerConfig: { tokenizer_class: "GemmaTokenizer" }, lowerCases: true };
  const forms = await Promise.all([...[...small.keys(), ...whole.keys()].map(formsOf), bothForms({ ...filesIn(tiny), ...settings })]);
  const digests = await Promise.all(forms.map(({ bytes }) => sha256(bytes)));
  expect([formatVersion, await sha256(Buffer.from(digests.join(" ")))]).toEqual([
    1,
    "b0ec2a130a6cc781afd7c4a6266cdeae7a9d040af619bec80f0782fd28619ebd",
  ]);
});

test("shared memory is opened as it is, for all threads", async () => {
  const files = filesOf(wholeTokenizer({ model: bpe }));
  const { bytes, library } = await bothForms(files);
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  const compiled = openCompiled(files, openSections(memory));
  expect(compiled.encodeBody("abba c")).toEqual(library.encodeBody("abba c"));
  expect(compiled.pieces([0, 1, 2, 3])).toEqual(["<unk>", "a", "b", "ab"]);
});
