import { expect, test } from "vitest";
import { batchCounter, drainRate, type DoneBatch, type DrainRate } from "./batch-measures.ts";

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

const usual: DoneBatch = { tokens: 500, milliseconds: 25, isLoaded: true };

/** A rate that has seen some batches. */
function seen(...batches: readonly Partial<DoneBatch>[]): DrainRate {
  const rate = drainRate();
  for (const batch of batches) rate.record({ ...usual, ...batch });
  return rate;
}

const times = (count: number, batch: Partial<DoneBatch>): readonly Partial<DoneBatch>[] => Array.from({ length: count }, () => batch);

test("nothing is known before two batches were measured, and a slow first one does not count", () => {
  expect(seen().tokensPerMillisecond).toBeUndefined();
  expect(seen({}).tokensPerMillisecond).toBeUndefined();
  expect(seen({ milliseconds: 5000 }, {}).tokensPerMillisecond).toBe(20);
  expect(seen({}, { milliseconds: 5000 }).tokensPerMillisecond).toBe(20);
});

test("a clock that jumps changes nothing, forwards, backwards or not at all", () => {
  for (const milliseconds of [36e5, -36e5, 0, Number.NaN, Infinity]) {
    expect(seen(...times(10, {}), { milliseconds }, ...times(3, {})).tokensPerMillisecond).toBe(20);
  }
});

test("a machine that became slower or faster is so within ten batches", () => {
  expect(seen(...times(10, {}), ...times(10, { milliseconds: 100 })).tokensPerMillisecond).toBe(5);
  expect(seen(...times(10, {}), ...times(10, { milliseconds: 5 })).tokensPerMillisecond).toBe(100);
});

test("a long batch now and then weighs as much as it takes", () => {
  const mixed = times(10, {}).map((_, index) => ({ milliseconds: index % 5 === 4 ? 125 : 25 }));
  // Of the two long ones, one counts.
  expect(seen(...mixed).tokensPerMillisecond).toBeCloseTo((9 * 500) / (8 * 25 + 125), 9);
});

test("short texts that came alone say nothing of a full queue, unless they were faster than the rate", () => {
  const short = { tokens: 4, milliseconds: 5, isLoaded: false };
  expect(seen(...times(50, short)).tokensPerMillisecond).toBeUndefined();
  expect(seen({}, {}, ...times(50, short)).tokensPerMillisecond).toBe(20);
  // Whatever made it so low: otherwise nothing would ever wait behind another, and it would stay.
  const slow = times(10, { milliseconds: 1e6 });
  expect(seen(...slow).tokensPerMillisecond).toBe(0.0005);
  expect(seen(...slow, ...times(10, short)).tokensPerMillisecond).toBeCloseTo(0.8, 9);
});
