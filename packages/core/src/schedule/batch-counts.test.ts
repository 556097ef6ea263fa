import { expect, test } from "vitest";
import { batchCounter } from "./batch-counts.ts";

const rows = (...lengths: readonly number[]): readonly Int32Array[] => lengths.map((length) => new Int32Array(length));

test("batches are counted by their texts and tokens, each under the least power of two that is not less", () => {
  const counter = batchCounter();
  for (const lengths of [[1], [4], [5, 3], [9, 9, 9], [2, 2, 2, 2], [1, 1, 1, 1, 1]]) {
    counter.record(2, rows(...lengths), { rows: lengths.length, tokens: Math.max(...lengths) }, 10);
  }
  expect(counter.counts()).toEqual({
    batches: 6,
    batchedTexts: 16,
    batchesByTexts: { 1: 2, 2: 1, 4: 2, 8: 1 },
    batchesByTokens: { 1: 1, 4: 1, 8: 3, 32: 1 },
    usefulTokens: 53,
    paddedTokens: 1 + 4 + 10 + 27 + 8 + 5,
    runMilliseconds: { 2: 60 },
  });
});
