import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inBytes, inDuration, inMilliseconds } from "./in-words.ts";
import { median } from "./median.ts";
import { pairsOf } from "./pairs.ts";
import { rankingShift } from "./ranking-shift.ts";
import { spearman } from "./spearman.ts";
import { storedBytes } from "./stored-bytes.ts";

describe("Spearman's correlation", () => {
  test("has its textbook values", () => {
    expect(spearman([1, 2, 3, 4], [10, 20, 30, 40])).toBeCloseTo(1, 12);
    expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
    // 1 − 6 · 2 / (4 · 15)
    expect(spearman([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(0.8, 12);
    // Ranks from the mean: −1.5 0 0 1.5 and −1.5 0.5 −0.5 1.5, so 4.5 / √(4.5 · 5).
    expect(spearman([1, 2, 2, 3], [1, 3, 2, 4])).toBeCloseTo(0.9486832980505138, 12);
  });

  test("is not there without an order", () => {
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeUndefined();
    expect(spearman([1], [2])).toBeUndefined();
  });

  test("knows the order alone, and not which of the two is left", () => {
    const lists = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), { minLength: 2 });
    fc.assert(
      fc.property(lists, (both) => {
        const [left, right] = [both.map(([value]) => value), both.map(([, value]) => value)];
        const found = spearman(left, right);
        expect(spearman(right, left) ?? 2).toBeCloseTo(found ?? 2, 12);
        expect(
          spearman(
            left.map((value) => value ** 3),
            right,
          ) ?? 2,
        ).toBeCloseTo(found ?? 2, 12);
        expect(Math.abs(found ?? 0)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });
});

describe("the order of pairs", () => {
  const matrix = { data: Float32Array.of(1, 0.9, 0.1, 0.9, 1, 0.5, 0.1, 0.5, 1), rows: 3, width: 3 };
  const pairs = pairsOf(matrix);

  test("has each pair once", () => {
    expect(pairs.map(({ left, right }) => [left, right])).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    expect(pairsOf({ data: Float32Array.of(1), rows: 1, width: 1 })).toEqual([]);
  });

  test("is compared with that of the full cut", () => {
    const other = pairs.map((pair, index) => ({ ...pair, similarity: [0.2, 0.3, 0.4][index] ?? 0 }));
    const { ranked, correlation, kept, compared } = rankingShift(pairs, other, 2);
    expect(ranked.map(({ left, right, rank, fullRank }) => [left, right, rank, fullRank])).toEqual([
      [0, 1, 1, 3],
      [1, 2, 2, 1],
      [0, 2, 3, 2],
    ]);
    // 1 − 6 · (4 + 1 + 1) / (3 · 8)
    expect(correlation).toBeCloseTo(-0.5, 12);
    expect([kept, compared]).toEqual([1, 2]);
  });

  test("is its own", () => {
    expect(rankingShift(pairs, pairs, 8)).toMatchObject({ correlation: 1, kept: 3, compared: 3 });
    expect(rankingShift([], [], 8)).toEqual({ ranked: [], correlation: undefined, kept: 0, compared: 0 });
  });
});

test("stored bytes", () => {
  expect(storedBytes(384)).toEqual({ float32: 1536, int8: 384, binary: 48 });
  expect(storedBytes(33)).toEqual({ float32: 132, int8: 33, binary: 5 });
});

test("median", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("numbers are written to be read", () => {
  expect([0, 999, 1536, 26_441_728].map(inBytes)).toEqual(["0 B", "999 B", "1.5 kB", "26.4 MB"]);
  expect([0.123, 4.56, 1234.5].map(inMilliseconds)).toEqual(["0.12 ms", "4.6 ms", "1,235 ms"]);
  expect([0.2, 59.4, 125].map(inDuration)).toEqual(["1 s", "59 s", "2 min 5 s"]);
});
