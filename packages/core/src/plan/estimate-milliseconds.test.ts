import fc from "fast-check";
import { expect, test } from "vitest";
import { estimateMilliseconds } from "./estimate-milliseconds.ts";

const exit = { layer: 6, tokens: [16, 64, 128], milliseconds: [2, 8, 20] };

test.each([
  [1, 2, "the shortest at most"],
  [16, 2, "as measured"],
  [40, 5, "halfway between"],
  [64, 8, "as measured"],
  [96, 14, "halfway between"],
  [128, 20, "as measured"],
  [192, 32, "the last slope carried on"],
])("%i tokens take %f ms: %s", (tokens, milliseconds) => {
  expect(estimateMilliseconds(exit, tokens)).toBe(milliseconds);
});

test("one measured length goes by proportion beyond it", () => {
  expect(estimateMilliseconds({ layer: 6, tokens: [16], milliseconds: [2] }, 128)).toBe(16);
});

test("more tokens are not cheaper, though the last slope fell by noise", () => {
  expect(estimateMilliseconds({ layer: 6, tokens: [16, 64], milliseconds: [3, 2] }, 512)).toBe(2);
});

test("nothing measured, nothing known", () => {
  expect(estimateMilliseconds({ layer: 6, tokens: [], milliseconds: [] }, 16)).toBeUndefined();
});

test("law: rising times give rising estimates", () => {
  const times = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (steps, a, b) => {
      const milliseconds = steps.map((_, i) => steps.slice(0, i + 1).reduce((total, step) => total + step, 0));
      const measured = { layer: 1, tokens: steps.map((_, i) => 16 * 2 ** i), milliseconds };
      const [fewer, more] = [estimateMilliseconds(measured, Math.min(a, b))!, estimateMilliseconds(measured, Math.max(a, b))!];
      // The two sides of a line are rounded on their own: a few units in the last place of numbers below 10,000.
      expect(fewer).toBeLessThanOrEqual(more + 1e-9);
    }),
  );
});
