import { expect, test } from "vitest";
import { largestWeight, roundingOrder, roundMatrix } from "./round-weights.ts";

const [inputs, outputs, tokens] = [24, 10, 200];
/** Numbers in no order, of the size of weights. */
const numbers = (count: number, seed: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, (_, index) => Math.sin((index + 1) * (index + seed) * 0.7) * 0.1);
const matrix = numbers(inputs * outputs, 3);
/** Inputs that are alike, as those of a model are, and one that is large. */
const rows = Array.from({ length: tokens }, (_, token) =>
  Float32Array.from({ length: inputs }, (__, channel) => (Math.sin(token * 1.7) + Math.sin(token * channel)) * (channel === 5 ? 20 : 1)),
);
const sum = new Float32Array(inputs * inputs);
for (const row of rows)
  for (let one = 0; one < inputs; one++) for (let other = 0; other < inputs; other++) sum[one * inputs + other]! += row[one]! * row[other]!;

/** The sum of squares by which products with a rounded matrix are off. */
function error(weights: Int8Array, scales: Float32Array, left: ReadonlySet<number>): number {
  let total = 0;
  for (const row of rows)
    for (let output = 0; output < outputs; output++) {
      let off = 0;
      for (let input = 0; input < inputs; input++) {
        const at = input * outputs + output;
        if (!left.has(input)) off += row[input]! * (matrix[at]! - weights[at]! * scales[output]!);
      }
      total += off * off;
    }
  return total;
}

test.each([new Set<number>(), new Set([5, 0])])("rounding makes up for what it does, without inputs %o", (left) => {
  const { weights, scales } = roundMatrix(matrix, outputs, left, roundingOrder({ sum, tokens }, left));
  const plain = Int8Array.from(matrix, (weight, at) =>
    left.has(Math.floor(at / outputs)) ? 0 : Math.round(weight / scales[at % outputs]!),
  );
  expect(error(weights, scales, left)).toBeLessThan(0.8 * error(plain, scales, left));
  for (const input of left) expect(weights.subarray(input * outputs, (input + 1) * outputs).some((weight) => weight !== 0)).toBe(false);
});

test("a column's largest weight is the largest integer", () => {
  const { weights, scales } = roundMatrix(matrix, outputs, new Set(), roundingOrder({ sum, tokens }, new Set()));
  expect(Math.max(...weights.map(Math.abs))).toBe(largestWeight);
  for (let output = 0; output < outputs; output++) {
    const column = Array.from({ length: inputs }, (_, input) => Math.abs(matrix[input * outputs + output]!));
    // A scale is rounded to float32.
    expect(scales[output]! * largestWeight).toBeCloseTo(Math.max(...column), 7);
  }
});

test("columns of zeros and inputs that never came stay zeros and finite", () => {
  const { weights, scales } = roundMatrix(
    new Float32Array(6),
    2,
    new Set(),
    roundingOrder({ sum: new Float32Array(9), tokens: 0 }, new Set()),
  );
  expect(Array.from(weights)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(Array.from(scales)).toEqual([1, 1]);
});
