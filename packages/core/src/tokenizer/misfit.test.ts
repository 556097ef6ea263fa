import { expect, test } from "vitest";
import { misfit } from "./misfit.ts";

// Special tokens 0 to 4, ordinary pieces above.
const ids: Readonly<Record<string, number>> = { "<pad>": 0, "<eos>": 1, "<bos>": 2, "<unk>": 3, "<mask>": 4, a: 5, b: 6 };
const tokenizer = { largestId: 6, specialIds: new Set([0, 1, 2, 3, 4]), idOf: (piece: string): number | undefined => ids[piece] };

const check = (specialTokenIds: Readonly<Record<string, number>>, config: object, vocabularySize?: number): string | undefined =>
  misfit({ vocabularySize, specialTokenIds }, tokenizer, { file: "tokenizer_config.json", key: "", value: config });

const names = { pad_token: "<pad>", bos_token: "<bos>", eos_token: { content: "<eos>" }, mask_token: null };

test("special tokens that agree, or of which only one file speaks, are no misfit", () => {
  expect(check({ pad_token_id: 0, bos_token_id: 2, eos_token_id: 1, mask_token_id: 4, cls_token_id: 1 }, names)).toBeUndefined();
  expect(check({}, names)).toBeUndefined();
  expect(check({ pad_token_id: 0 }, {})).toBeUndefined();
});

test("published models whose unused tokens disagree are no misfit", () => {
  // mmBERT: cls_token_id is <eos>, and the tokenizer may call <bos> its cls_token.
  expect(check({ pad_token_id: 0, bos_token_id: 2, eos_token_id: 1, cls_token_id: 1 }, { ...names, cls_token: "<bos>" })).toBeUndefined();
});

test("the id of an ordinary piece, or of none, is a misfit", () => {
  expect(check({ pad_token_id: 0, bos_token_id: 5, eos_token_id: 1 }, names)).toBe(
    `"bos_token_id" of config.json is 5, but the "bos_token" of tokenizer_config.json, "<bos>", has the id 2: it belongs to another model`,
  );
  expect(check({ cls_token_id: 50_281 }, { cls_token: "[CLS]" })).toBe(
    `"cls_token_id" of config.json is 50281, but the "cls_token" of tokenizer_config.json, "[CLS]", is not in its vocabulary: it belongs to another model`,
  );
});

test("tokens that all disagree are a misfit, whatever their ids stand for", () => {
  // XLM-RoBERTa's order against Gemma's.
  expect(check({ pad_token_id: 1, bos_token_id: 0, eos_token_id: 2 }, names)).toContain(`"pad_token_id" of config.json is 1`);
});

test("an embedding table may be rounded up, but not hold twice the vocabulary", () => {
  for (const rows of [7, 8, 14]) expect(check({}, names, rows)).toBeUndefined();
  for (const rows of [6, 15]) expect(check({}, names, rows)).toContain(`has ${rows} rows`);
});
