import { expect, test } from "vitest";
import { trend } from "./trend.ts";

test("the trend of a steady, a growing and a settling quantity", () => {
  const samples = Array.from({ length: 40 }, (_, place) => place);
  expect(trend(samples.map(() => 5))).toEqual({ lastOverThird: 1, slope: 0 });
  // Medians of 20 … 29 and 30 … 39, of which each is larger than the one before it by 1.
  const growing = trend(samples);
  expect(growing.lastOverThird).toBe(34.5 / 24.5);
  expect(growing.slope).toBeCloseTo(1, 12);
  expect(trend(samples.map((place) => Math.min(place, 15)))).toEqual({ lastOverThird: 1, slope: 0 });
});
