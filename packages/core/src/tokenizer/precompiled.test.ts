import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { Tokenizer as Reference } from "tokenizers";
import { describe, expect, test } from "vitest";
import { NestvecError } from "../errors/nestvec-error.ts";
import { loadTokenizer } from "./load-tokenizer.ts";
import { readCharsmap } from "./precompiled.ts";

// SentencePiece's four tables, whose rules tools/fixtures/make-charsmaps.py wrote down, against the Rust crate `tokenizers`.
type Rules = Readonly<Record<string, string | null>>;
const fixture = new URL("../../fixtures/charsmaps.json.gz", import.meta.url);
const rules = JSON.parse(gunzipSync(readFileSync(fixture)).toString("utf8")) as Readonly<Record<string, Rules>>;

interface Branch {
  value: number | undefined;
  readonly next: Map<number, Branch>;
}

/** A character map as SentencePiece writes it: the trie as a double array of darts-clone, and the texts. */
function charsmapOf(pairs: readonly (readonly [string, string])[]): string {
  const root: Branch = { value: undefined, next: new Map() };
  const texts: Buffer[] = [];
  let textBytes = 0;
  for (const [key, value] of pairs) {
    let branch = root;
    for (const byte of Buffer.from(key)) {
      const child = branch.next.get(byte) ?? { value: undefined, next: new Map() };
      branch.next.set(byte, child);
      branch = child;
    }
    branch.value = textBytes;
    texts.push(Buffer.from(`${value}\0`));
    textBytes += texts.at(-1)!.length;
  }
  // A block of 256 units for the children of each branch; what only has a value has one unit, below all blocks.
  const counted = (branch: Branch): number => [...branch.next.values()].reduce((sum, child) => sum + counted(child), 1);
  const branches = counted(root);
  let leafBase = 1;
  let blockBase = Math.ceil((branches + 1) / 256) * 256;
  const trie = new Map<number, number>();
  const index = (branch: Branch, at: number, label: number): void => {
    const base = branch.next.size === 0 ? leafBase++ : blockBase;
    if (branch.next.size > 0) blockBase += 256;
    trie.set(at, (label | ((at ^ base) << 10) | (branch.value === undefined ? 0 : 0x1_00)) >>> 0);
    if (branch.value !== undefined) trie.set(base, (branch.value | 0x80_00_00_00) >>> 0);
    for (const [byte, child] of branch.next) index(child, base ^ byte, byte);
  };
  index(root, 0, 0);
  const units = new Uint32Array(blockBase);
  for (const [at, unit] of trie) units[at] = unit;
  const size = Buffer.alloc(4);
  size.writeUInt32LE(units.length * 4);
  return Buffer.concat([size, Buffer.from(units.buffer), ...texts]).toString("base64");
}

const whole = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: [],
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
  model: { type: "WordLevel", vocab: { "[UNK]": 0 }, unk_token: "[UNK]" },
};

interface Pair {
  ours(text: string): string;
  reference(text: string): string;
}

function openPair(charsmap: string): Pair {
  const normalizer = { type: "Precompiled", precompiled_charsmap: charsmap };
  const reference = Reference.fromString(JSON.stringify({ ...whole, normalizer })).getNormalizer()!;
  return {
    ours: readCharsmap({ file: "tokenizer.json", key: "precompiled_charsmap", value: charsmap }),
    reference: (text) => reference.normalizeString(text),
  };
}

function expectSame({ ours, reference }: Pair, text: string): void {
  expect(ours(text), JSON.stringify(text)).toBe(reference(text));
}

const joining = [
  "\u0301",
  "\u0345",
  "\u05B0",
  "\u0E33",
  "\u200D",
  "\u200C",
  "\u00AD",
  "\r",
  "\n",
  "\u1161",
  "\u11A8",
  "\u0600",
  "\u{1F3FD}",
  "\u{E0067}",
];
const characters = [..." aAéÉßİΣſﬁ½Ⓐ㈱Ｆｶﾞ™©ℹ가각ộẠあ字😀👩🇩𝒳\u00A0\u2028\u0000\u0001\uFEFF\u2060\u3000\u1100", ...joining];
const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 30 }), fc.string({ unit: fc.constantFrom(...characters), maxLength: 12 }));
/** What decides whether a joiner joins: pictographs, extending and spacing marks. */
const joined = fc.string({ unit: fc.constantFrom(..."😀ℹ©a\u0301\u0E33\u0EB3\u0903\u200C\u{1F3FD}\u200D\u200D\u0600"), maxLength: 8 });
const sequences = [
  "한국어 텍스트".normalize("NFD"),
  "Tiếng Việt có dấu".normalize("NFD"),
  "Việt".normalize("NFKD"),
  "👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈 🇩🇪",
  "co\u00ADoperate sof\u00ADt",
  "STRASSE Straße İstanbul ΣΊΣΥΦΟΣ ﬃ",
  "e\u0301E\u0301\u00A0\u0301ﬁ\u0301a\r\nb\r",
  "ＦＵＬＬ　ｗｉｄｅ ㌔ ㍿ ①",
  "😀\u0E33\u200Dℹ\u0301",
  "😀\u0301\u200Dℹ\u0301",
  "😀\u200D\u200Dℹ\u0301",
];

describe.each(["nfkc", "nfkc_cf", "nmt_nfkc", "nmt_nfkc_cf"])("the table %s", (name) => {
  const merged = { ...rules["nfkc"], ...rules[name] };
  const pair = openPair(charsmapOf(Object.entries(merged).filter((rule): rule is [string, string] => rule[1] !== null)));

  test("normalizes all characters of Unicode as the reference does, alone and under an accent", { timeout: 120_000 }, () => {
    for (let first = 0; first < 0x11_00_00; first += 128) {
      let text = "";
      for (let code = first; code < first + 128; code++) {
        const character = code < 0xd8_00 || code > 0xdf_ff ? String.fromCodePoint(code) : "";
        // With an accent, characters beyond U+FFFF are too long to be looked up together.
        text += code > 0xff_ff ? `${character}|` : `${character}|${character}\u0301|`;
      }
      expectSame(pair, text);
    }
  });

  test("normalizes sequences as the reference does", () => {
    for (const text of sequences) expectSame(pair, text);
    fc.assert(
      fc.property(fc.oneof(anyText, joined), (text) => expectSame(pair, text)),
      { numRuns: 2000 },
    );
  });
});

test("tables of any rules are read as the reference reads them", () => {
  const key = fc.string({ unit: fc.constantFrom(..."abé字😀\u0301\r\n"), minLength: 1, maxLength: 3 });
  const table = fc.dictionary(key, fc.string({ unit: fc.constantFrom(..."xyé字"), maxLength: 3 }), { minKeys: 1, maxKeys: 8 });
  fc.assert(
    fc.property(table, fc.array(fc.string({ unit: fc.constantFrom(..."abcé字😀\u0301\r\n"), maxLength: 12 })), (some, texts) => {
      const pair = openPair(charsmapOf(Object.entries(some)));
      for (const text of texts) expectSame(pair, text);
    }),
    { numRuns: 200 },
  );
});

test("words, added tokens and offsets go by the table", () => {
  const normalizer = {
    type: "Precompiled",
    precompiled_charsmap: charsmapOf([
      ["A", "b"],
      ["Ⅳ", "iv"],
    ]),
  };
  const added = { id: 4, content: "AA", normalized: true, special: false };
  const vocab = Object.fromEntries(["[UNK]", "b", "iv", "c", "bb"].map((piece, id) => [piece, id]));
  const tokenizer = loadTokenizer({
    tokenizerJson: {
      ...whole,
      normalizer,
      pre_tokenizer: { type: "WhitespaceSplit" },
      added_tokens: [added],
      model: { ...whole.model, vocab },
    },
    tokenizerConfig: {},
    file: "tokenizer.json",
    vocabularySize: undefined,
    specialTokenIds: {},
  });
  expect(tokenizer.encodeBody("A Ⅳ Ab")).toEqual([1, 2, 4]);
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["what is not base64", "%%%"],
  ["too few bytes", "AAAA"],
  ["a trie longer than the table", Buffer.from([255, 0, 0, 0, 1, 0, 0, 0]).toString("base64")],
  ["a trie of no units", Buffer.from([0, 0, 0, 0, 1, 0, 0, 0]).toString("base64")],
])("%s in place of a table is refused", (_, value) => {
  const read = (): unknown => readCharsmap({ file: "tokenizer.json", key: "precompiled_charsmap", value });
  expect(read).toThrow(NestvecError);
  expect(read).toThrow(/"precompiled_charsmap" is .*; it must be /);
});

test("a table with distances out of range takes no text out of it", () => {
  const wild = Buffer.from(new Uint32Array([8, 0xffffffff, 0xffffffff]).buffer).toString("base64");
  expect(readCharsmap({ file: "tokenizer.json", key: "precompiled_charsmap", value: wild })("a字")).toBe("a字");
});
