import { loadModel } from "@nestvec/runtime-node";
import { quantile } from "simple-statistics";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Embedder } from "@nestvec/core";
import { drawWorkload, mixNames, type MixName } from "./draw-workload.ts";
import { textsOfLengths, type CountTokens } from "./texts-of-lengths.ts";

let embedder: Embedder;
beforeAll(async () => (embedder = await loadModel("nestvec-mini", { isolation: "none" })));
afterAll(() => embedder.dispose());

/** Of nestvec-mini: what it really reads. */
const countTokens: CountTokens = async (texts) => (await embedder.tokenize(texts)).map(({ ids }) => ids.length);
const limit = 256;

// Tolerances are two standard errors of 4,000 draws: of the median, 1.25 · ln(p95 / median) / 1.645 / √4000.
describe.each<[MixName, number, number, number]>([
  ["queries", 9, 24, 0.03],
  ["chunks", 180, 420, 0.03],
  ["mixed", 28, 838, 0.08],
])("%s", (name, median, p95, tolerance) => {
  test("tokens follow the distribution", async () => {
    const { texts } = await drawWorkload({ name, count: 4000, cut: limit, seed: 1, countTokens });
    const tokens = [...(await countTokens(texts))];
    expect(Math.abs(quantile(tokens, 0.5) / median - 1)).toBeLessThan(tolerance);
    expect(Math.abs(quantile(tokens, 0.95) / Math.min(p95, limit) - 1)).toBeLessThan(0.05);
    expect(Math.max(...tokens)).toBeLessThanOrEqual(limit);
    expect(Math.min(...tokens)).toBeGreaterThanOrEqual(3);
  });

  test("the same seed gives the same texts, another others", async () => {
    const [one, again, other] = await Promise.all(
      [5, 5, 6].map((seed) => drawWorkload({ name, count: 20, cut: limit, seed, countTokens })),
    );
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });
});

test("every mix has a size of its own", async () => {
  for (const name of mixNames) expect((await drawWorkload({ name, cut: 16, seed: 1, countTokens })).texts.length).toBeGreaterThan(50);
});

test("lengths are met exactly, special tokens counted", async () => {
  const lengths = Array.from({ length: 254 }, (_, place) => place + 3);
  expect(await countTokens(await textsOfLengths(lengths, countTokens, Math.random))).toEqual(lengths);
});

/** A token a letter. */
const letters: CountTokens = async (texts) => texts.map((text) => text.replaceAll(" ", "").length);

test("where a word is more than one token, texts have fewer words; without special tokens, more", async () => {
  expect(await letters(await textsOfLengths([7, 12, 1], letters, Math.random))).toEqual([8, 12, 2]);
});

test("a tokenizer that knows no words is refused", async () => {
  await expect(textsOfLengths([3], async (texts) => texts.map(() => 2), Math.random)).rejects.toThrow("no tokens");
});
