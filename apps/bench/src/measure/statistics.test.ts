import fc from "fast-check";
import { expect, test } from "vitest";
import { ratioOfRounds, summarize } from "./statistics.ts";

test("a summary of known numbers", () => {
  // Linear interpolation between the sorted numbers (type 7 of Hyndman and Fan, NumPy's default): of eleven, 0 to 10, the quartiles are
  // 2.5 and 7.5 and the 95th percentile 9.5.
  const numbers = [7, 1, 10, 4, 2, 0, 9, 3, 8, 6, 5];
  expect(summarize(numbers)).toEqual({ count: 11, median: 5, p95: 9.5, least: 0, most: 10, spread: 1 });
  expect(numbers[0], "the measurements stay in their order").toBe(7);
});

test("of one measurement, everything is that measurement", () => {
  expect(summarize([3])).toEqual({ count: 1, median: 3, p95: 3, least: 3, most: 3, spread: 0 });
});

test("one measurement that is far off moves neither median nor spread", () => {
  const quiet = Array.from({ length: 21 }, (_, place) => 100 + (place % 3));
  const disturbed = quiet.with(20, 5000);
  expect(summarize(disturbed).median).toBe(101);
  expect(summarize(disturbed).spread).toBe(summarize(quiet).spread);
});

test("a ratio is that of the rounds, not of the medians", () => {
  // Every round is twice as slow in one variant, while the machine itself gets slower.
  expect(ratioOfRounds([2, 4, 20], [1, 2, 10])).toMatchObject({ count: 3, median: 2, least: 2, most: 2, spread: 0 });
});

test("a summary lies between the least and the most, and scales with its unit", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 50 }), (samples) => {
      const { least, median, p95, most, spread } = summarize(samples);
      expect(least <= median && median <= p95 && p95 <= most).toBe(true);
      const doubled = summarize(samples.map((sample) => 2 * sample));
      // Doubling is exact in binary floating point.
      expect(doubled).toMatchObject({ least: 2 * least, median: 2 * median, p95: 2 * p95, most: 2 * most, spread });
    }),
  );
});
