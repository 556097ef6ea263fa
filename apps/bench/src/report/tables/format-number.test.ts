import { expect, test } from "vitest";
import { formatNumber, formatShare, formatShort } from "./format-number.ts";

test.each([
  [0, "0"],
  [0.0412, "0.041"],
  [0.9996, "1.00"],
  [4.3, "4.30"],
  [9.996, "10.0"],
  [61.24, "61.2"],
  [99.96, "100"],
  [12345.6, "12,346"],
])("%f in three digits is %s", (value, text) => {
  expect(formatShort(value)).toBe(text);
});

test("what is no number is nothing, and what would be all noughts a power of ten", () => {
  expect(formatNumber(Number.NaN, 1)).toBe("");
  expect(formatNumber(3.1e-7, 3)).toBe("3.1e-7");
  expect(formatShare(0.614)).toBe("61 %");
});
