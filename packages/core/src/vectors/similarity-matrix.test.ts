import fc from "fast-check";
import { expect, test } from "vitest";
import { cosineSimilarity } from "./similarity.ts";
import { similarityMatrix } from "./similarity-matrix.ts";

const space = "space";

const number = fc.float({ noNaN: true, noDefaultInfinity: true });
const side = fc
  .tuple(fc.integer({ min: 1, max: 11 }), fc.nat({ max: 9 }))
  .chain(([width, rows]) => fc.array(fc.array(number, { minLength: width, maxLength: width }), { minLength: rows, maxLength: rows }));

test("law: every cell is the cosine of its pair over the numbers that both have", () => {
  fc.assert(
    fc.property(side, side, (left, right) => {
      const leftVectors = left.map((row) => Float32Array.from(row));
      const rightVectors = right.map((row) => Float32Array.from(row));
      const matrix = similarityMatrix({ vectors: leftVectors, space }, { vectors: rightVectors, space });
      expect([matrix.rows, matrix.width, matrix.data.length]).toEqual([left.length, right.length, left.length * right.length]);
      for (const [l, a] of leftVectors.entries()) {
        for (const [r, b] of rightVectors.entries()) {
          const width = Math.min(a.length, b.length);
          const cosine = cosineSimilarity(a.subarray(0, width), b.subarray(0, width));
          // A cosine up to 1 stored as float32 is off by at most 6e-8.
          expect(Math.abs(matrix.data[l * right.length + r]! - cosine)).toBeLessThan(1e-6);
        }
      }
    }),
  );
});

test("more rows than one block holds", () => {
  // 65,536 numbers a block: 32 rows of 2,048, so 70 rows are three blocks, the last not whole.
  const dimension = 2048;
  const data = Float32Array.from({ length: 70 * dimension }, (_, i) => Math.sin(i * i));
  const stored = { vectors: { data, dimension }, space };
  const matrix = similarityMatrix({ vectors: [data.slice(0, dimension), data.slice(69 * dimension)], space }, stored);
  const rows = Array.from({ length: 70 }, (_, row) => data.subarray(row * dimension, (row + 1) * dimension));
  for (const [r, row] of rows.entries()) {
    expect(Math.abs(matrix.data[r]! - cosineSimilarity(rows[0]!, row))).toBeLessThan(1e-6);
    expect(Math.abs(matrix.data[70 + r]! - cosineSimilarity(rows[69]!, row))).toBeLessThan(1e-6);
  }
  expect(matrix.data[0]).toBeCloseTo(1, 7);
});

test("vectors of two spaces are refused, with both names", () => {
  const vectors = [Float32Array.of(1)];
  expect(() => similarityMatrix({ vectors, space: "a@6" }, { vectors, space: "a@22" })).toThrow(
    expect.objectContaining({ code: "SPACE_MISMATCH", details: { left: "a@6", right: "a@22" } }),
  );
});

test("a message says which side is wrong", () => {
  const good = { vectors: [Float32Array.of(1)], space };
  const bad = { vectors: [Float32Array.of(Number.NaN)], space };
  expect(() => similarityMatrix(good, bad)).toThrow('"right.vectors[0][0]" is NaN');
  expect(() => similarityMatrix(bad, good)).toThrow('"left.vectors[0][0]" is NaN');
});
