import { randomLcg } from "d3-random";
import { expect, test } from "vitest";
import { summarize } from "../measure/statistics.ts";
import { logNormalLengths, mixed, mostlyShort } from "./log-normal-lengths.ts";

const uncut = { least: 1, most: 1e9 };

test.each([
  ["mixed", mixed(1e9)],
  ["mostly short", mostlyShort(1e9)],
])("%s lengths have the quantiles that they are made of", (_name, mix) => {
  const { median, p95 } = summarize(logNormalLengths(40_000, { ...mix, ...uncut }, randomLcg(11)));
  // The standard error of a quantile of n draws is √(p(1 − p)/n) / density: 0.6 % of σ for the median, 1.1 % for the 95th percentile.
  // σ is at most 2.1, so three of them are 4 % and 7 %; a token more or less is what rounding does.
  expect(Math.abs(median - mix.median)).toBeLessThanOrEqual(0.04 * mix.median + 1);
  expect(Math.abs(p95 - mix.p95)).toBeLessThanOrEqual(0.07 * mix.p95 + 1);
});

test("cut lengths lie between the bounds and reach both", () => {
  const lengths = logNormalLengths(2000, mixed(256), randomLcg(12));
  expect(summarize(lengths)).toMatchObject({ least: 3, most: 256 });
  expect(lengths.every(Number.isInteger)).toBe(true);
});

test("the same seed gives the same lengths in the same order", () => {
  const [first, again, other] = [1, 1, 2].map((seed) => logNormalLengths(50, mixed(512), randomLcg(seed)));
  expect(first).toEqual(again);
  expect(first).not.toEqual(other);
});
