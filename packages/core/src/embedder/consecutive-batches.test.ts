import fc from "fast-check";
import { expect, test } from "vitest";
import { consecutiveBatches } from "./consecutive-batches.ts";

const rowsOfLengths = (lengths: readonly number[]) => lengths.map((length) => ({ ids: { length } }));

test("batches cover the rows in order, once, and are bounded in rows and padded tokens", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 40_000 })), { maxLength: 200 }), (lengths) => {
      let next = 0;
      for (const { start, end } of consecutiveBatches(rowsOfLengths(lengths))) {
        expect(start).toBe(next);
        expect(end).toBeGreaterThan(start);
        const padded = Math.max(...lengths.slice(start, end)) * (end - start);
        expect(end - start === 1 || padded <= 16_384).toBe(true);
        expect(end - start).toBeLessThanOrEqual(32);
        next = end;
      }
      expect(next).toBe(lengths.length);
    }),
  );
});

test("short texts share a batch", () => {
  expect([...consecutiveBatches(rowsOfLengths([5, 6, 7]))]).toEqual([{ start: 0, end: 3 }]);
});
