import fc from "fast-check";
import { expect, test } from "vitest";
import { topK } from "./top-k.ts";

// Few different scores, so that many are equal.
const scores = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(Infinity, -Infinity, -0), fc.double({ noNaN: true })), {
  maxLength: 60,
});

test("law: the same as the head of a stable sort", () => {
  fc.assert(
    fc.property(scores, fc.nat({ max: 70 }), (values, k) => {
      const sorted = values
        .map((score, index) => ({ index, score }))
        .toSorted((a, b) => (a.score === b.score ? a.index - b.index : a.score < b.score ? 1 : -1));
      expect(topK(values, k)).toEqual(sorted.slice(0, k));
    }),
    { numRuns: 1000 },
  );
});

test("typed arrays are taken as they are", () => {
  expect(topK(Float32Array.of(0.25, 1, 0.5, 1), 3)).toEqual([
    { index: 1, score: 1 },
    { index: 3, score: 1 },
    { index: 2, score: 0.5 },
  ]);
});

test("more than there are gives all, none gives none", () => {
  expect(topK([1, 2], 5)).toHaveLength(2);
  expect(topK([1, 2], 0)).toEqual([]);
  expect(topK([], 3)).toEqual([]);
});

test.each([-1, 1.5, Number.NaN, Infinity, "3"])("k = %s is refused", (k) => {
  expect(() => topK([1, 2, 3], k as number)).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID" }));
  expect(() => topK([1, 2, 3], k as number)).toThrow("it must be a whole number, 0 or more.");
});

test("NaN and what is no number are refused, with their place", () => {
  expect(() => topK([1, Number.NaN], 1)).toThrow('"scores[1]" is NaN; it must be a number.');
  expect(() => topK(["1"] as unknown as number[], 1)).toThrow('"scores[0]" is the text "1"; it must be a number.');
});
