import { expect, test } from "vitest";
import { largestDifference } from "./difference.ts";

test("the largest distance, and infinity for what cannot be compared", () => {
  const vectors = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
  expect(largestDifference(vectors, vectors)).toBe(0);
  expect(largestDifference(vectors, [Float32Array.of(1, 2.5), Float32Array.of(2, 4)])).toBe(1);
  expect(largestDifference(vectors, vectors.slice(1))).toBe(Infinity);
  expect(largestDifference(vectors, [Float32Array.of(1, 2), Float32Array.of(3)])).toBe(Infinity);
  expect(largestDifference(vectors, [Float32Array.of(1, 2), Float32Array.of(3, Number.NaN)])).toBe(Infinity);
});
