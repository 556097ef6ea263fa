import fc from "fast-check";
import { expect, test } from "vitest";
import { cosineSimilarity, dotProduct } from "./similarity.ts";

const finite = { noNaN: true, noDefaultInfinity: true } as const;
const pair = fc
  .integer({ min: 1, max: 50 })
  .chain((length) =>
    fc.tuple(
      fc.float32Array({ ...finite, minLength: length, maxLength: length }),
      fc.float32Array({ ...finite, minLength: length, maxLength: length }),
    ),
  );

test("the dot product is the sum of the products, in double precision", () => {
  expect(dotProduct(Float32Array.of(1, 2, 3), Float32Array.of(4, -5, 6))).toBe(12);
  expect(dotProduct(new Float32Array(), new Float32Array())).toBe(0);
  // In float32 the ones would vanish beside 2^24.
  expect(dotProduct(Float32Array.of(2 ** 24, 1, 1), Float32Array.of(1, 1, 1))).toBe(2 ** 24 + 2);
});

test("known cosines", () => {
  expect(cosineSimilarity(Float32Array.of(1, 0), Float32Array.of(0, 2))).toBe(0);
  expect(cosineSimilarity(Float32Array.of(3, 4), Float32Array.of(4, 3))).toBe(24 / 25);
  expect(cosineSimilarity(Float32Array.of(1, 2), Float32Array.of(-1, -2))).toBe(-1);
});

test("a vector of zeros has cosine 0 with every vector", () => {
  expect(cosineSimilarity(new Float32Array(2), Float32Array.of(1, 2))).toBe(0);
  expect(cosineSimilarity(Float32Array.of(1, 2), new Float32Array(2))).toBe(0);
  expect(cosineSimilarity(new Float32Array(2), new Float32Array(2))).toBe(0);
});

test("the largest and the smallest float32 numbers neither overflow nor vanish", () => {
  const largest = new Float32Array(100).fill(3.4028234663852886e38);
  const smallest = new Float32Array(100).fill(2 ** -149);
  // The root of a sum of 100 squares is rounded once: 4 units in the last place of a double.
  expect(cosineSimilarity(largest, smallest)).toBeCloseTo(1, 15);
});

test("law: a cosine lies in [-1, 1] and does not depend on the order", () => {
  fc.assert(
    fc.property(pair, ([left, right]) => {
      const cosine = cosineSimilarity(left, right);
      expect(Math.abs(cosine)).toBeLessThanOrEqual(1);
      expect(cosineSimilarity(right, left)).toBe(cosine);
    }),
  );
});

test("law: a cosine with itself is exactly 1, with its opposite exactly -1, at any scale", () => {
  // Numbers that a power of two scales without rounding.
  const scalable = fc.integer({ min: -(2 ** 24), max: 2 ** 24 });
  fc.assert(
    fc.property(
      fc.array(scalable, { minLength: 1, maxLength: 50 }).filter((values) => values.some((value) => value !== 0)),
      fc.integer({ min: -120, max: 100 }),
      (values, exponent) => {
        const vector = Float32Array.from(values);
        const scaled = vector.map((value) => value * 2 ** exponent);
        expect(cosineSimilarity(vector, scaled)).toBe(1);
        expect(
          cosineSimilarity(
            scaled,
            vector.map((value) => -value),
          ),
        ).toBe(-1);
      },
    ),
  );
});

test("vectors of two lengths are refused, with both lengths", () => {
  for (const compare of [dotProduct, cosineSimilarity]) {
    expect(() => compare(new Float32Array(3), new Float32Array(2))).toThrow(
      expect.objectContaining({
        code: "SHAPE_MISMATCH",
        message: "The right vector has 2 numbers; it must have 3, as the left one.",
      }),
    );
  }
});
