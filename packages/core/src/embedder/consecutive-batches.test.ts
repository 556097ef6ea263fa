import fc from "fast-check";
import { expect, test } from "vitest";
import { consecutiveBatches } from "./consecutive-batches.ts";

const rowsOfLengths = (lengths: readonly number[]) => lengths.map((length) => ({ ids: { length } }));
const lengthsOfTexts = fc.array(fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 40_000 })), { maxLength: 200 });

test("batches cover the rows in order, once, and are bounded in rows, padded tokens and waste", () => {
  fc.assert(
    fc.property(lengthsOfTexts, fc.boolean(), (lengths, isMasked) => {
      let next = 0;
      for (const { start, end } of consecutiveBatches(rowsOfLengths(lengths), isMasked)) {
        expect(start).toBe(next);
        expect(end).toBeGreaterThan(start);
        const batch = lengths.slice(start, end);
        const padded = Math.max(...batch) * batch.length;
        const real = batch.reduce((sum, length) => sum + length, 0);
        expect(batch.length === 1 || padded <= 512).toBe(true);
        expect(padded).toBeLessThanOrEqual(isMasked ? 2 * real : real);
        expect(batch.length).toBeLessThanOrEqual(32);
        next = end;
      }
      expect(next).toBe(lengths.length);
    }),
  );
});

test("short texts share a batch, and a long one between them does not make them long", () => {
  expect([...consecutiveBatches(rowsOfLengths([5, 6, 7]), true)]).toEqual([{ start: 0, end: 3 }]);
  expect([...consecutiveBatches(rowsOfLengths([5, 6, 256, 7, 8]), true)]).toEqual([
    { start: 0, end: 2 },
    { start: 2, end: 4 },
    { start: 4, end: 5 },
  ]);
});

test("a graph that cannot tell padding from text is given none", () => {
  expect([...consecutiveBatches(rowsOfLengths([5, 5, 6]), false)]).toEqual([
    { start: 0, end: 2 },
    { start: 2, end: 3 },
  ]);
});
