import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { NestvecError } from "../errors/nestvec-error.ts";
import { loadTokenizer } from "./load-tokenizer.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const folder = new URL("../../../conformance/models/tiny-modernbert/", import.meta.url);
const read = (file: string): { [key: string]: Json } => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { [key: string]: Json };

/** tiny-modernbert's tokenizer with the first pieces of its vocabulary: quick to load, and a change seldom falls among its pieces. */
function smallTokenizer(): Json {
  const whole = read("tokenizer.json");
  const model = whole["model"] as { vocab: Record<string, number>; merges: [string, string][] };
  const special = Object.keys(model.vocab).filter((piece) => model.vocab[piece]! < 5);
  const merges = model.merges.slice(0, 8);
  const pieces = new Set([...special, ..."▁abcdefghijklmnopqrstuvwxyz", ...merges.flatMap(([left, right]) => [left, right, left + right])]);
  return { ...whole, model: { ...model, vocab: Object.fromEntries([...pieces].map((piece, id) => [piece, id])), merges } };
}

const original: Json = { tokenizerJson: smallTokenizer(), tokenizerConfig: read("tokenizer_config.json") };

const strange: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, "", "a", "<bos>", "[", "(a+)+$", "▁", -1, 0, 1, 2.5, 1e30, [], {}, [[]], [{}], "__proto__"),
  // Parts that exist, where they do not belong.
  fc.constantFrom<Json>(
    "BPE",
    "WordPiece",
    "Unigram",
    "WordLevel",
    "Sequence",
    "Replace",
    "Split",
    "Metaspace",
    "ByteLevel",
    "TemplateProcessing",
    "Nonsense",
    { type: "ByteLevel", add_prefix_space: false, use_regex: true },
    { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
    { type: "Split", pattern: { Regex: "[ab]|\\s+" }, behavior: "Isolated", invert: false },
    { type: "Sequence", normalizers: [{ type: "NFKC" }, { type: "Lowercase" }] },
    { type: "BertPreTokenizer" },
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

/** One change somewhere in a value: which part is picked by numbers, so that fast-check can shrink them. */
interface Change {
  readonly way: readonly number[];
  readonly kind: "replace" | "delete" | "rename" | "wrap" | "repeat";
  readonly value: Json;
  readonly key: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  way: fc.array(fc.nat(40), { minLength: 1, maxLength: 7 }),
  kind: fc.constantFrom("replace", "delete", "rename", "wrap", "repeat"),
  value: strange,
  key: fc.constantFrom("__proto__", "constructor", "toString", "", "type", "pattern", "content", "vocab"),
});

function changed(value: Json, { way: [step = 0, ...further], ...rest }: Change): Json {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return rest.value;
  const entries: [string, Json][] = Object.entries(value);
  const at = step % entries.length;
  const [name, member] = entries[at]!;
  if (further.length > 0) entries[at] = [name, changed(member, { way: further, ...rest })];
  else if (rest.kind === "delete") entries.splice(at, 1);
  else if (rest.kind === "rename") entries[at] = [rest.key, member];
  else if (rest.kind === "wrap") entries[at] = [name, { [rest.key]: member }];
  else if (rest.kind === "repeat") entries.push([`${name}${name}`, member]);
  else entries[at] = [name, rest.value];
  return Array.isArray(value) ? entries.map(([, element]) => element) : Object.fromEntries(entries);
}

const texts = fc.array(
  fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.constantFrom("", " the  cat ", "<bos>a<eos>", "\uD800", "é字😀")),
  {
    maxLength: 4,
  },
);

test("2,000 mutated tokenizers load and encode, or are refused by an error of our own", () => {
  let loaded = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), texts, (changes, given) => {
      const files = changes.reduce<Json>(changed, original);
      const { tokenizerJson, tokenizerConfig } = Object(files) as Record<string, unknown>;
      try {
        const tokenizer = loadTokenizer({
          tokenizerJson,
          tokenizerConfig,
          file: "tokenizer.json",
          vocabularySize: undefined,
          specialTokenIds: {},
        });
        loaded += 1;
        for (const text of given) {
          for (const id of [...tokenizer.prefix, ...tokenizer.encodeBody(text), ...tokenizer.suffix, tokenizer.padId]) {
            expect(Number.isInteger(id) && id >= 0 && id < tokenizer.vocabularySize, `${id} of ${JSON.stringify(text)}`).toBe(true);
          }
        }
      } catch (error) {
        if (!NestvecError.is(error, "TOKENIZER_UNUSABLE")) throw error;
        expect(error.details.problem).not.toBe("");
      }
    }),
    { numRuns: 2000 },
  );
  // Both ways were taken: a test of refusals alone, or of none, would show little.
  expect(loaded).toBeGreaterThan(200);
  expect(loaded).toBeLessThan(1800);
});
