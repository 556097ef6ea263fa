import fc from "fast-check";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { storedMatrix, type StoredVectors } from "./stored-vectors.ts";

const space = "space";

test("a list of vectors becomes a matrix", () => {
  const { data, rows, width } = storedMatrix({ vectors: [Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(5, 6)], space });
  expect([...data]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([rows, width]).toEqual([3, 2]);
});

test("a buffer becomes a matrix without a copy", () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect(storedMatrix({ vectors: { data, dimension: 3 }, space })).toEqual({ data, rows: 2, width: 3 });
  expect(storedMatrix({ vectors: { data, dimension: 3 }, space }).data).toBe(data);
});

test("vectors that lie in one buffer one after the other are not copied", () => {
  const buffer = Float32Array.of(0, 1, 2, 3, 4, 5, 6);
  const matrix = storedMatrix({ vectors: [buffer.subarray(1, 3), buffer.subarray(3, 5), buffer.subarray(5, 7)], space });
  expect(matrix).toEqual({ data: Float32Array.of(1, 2, 3, 4, 5, 6), rows: 3, width: 2 });
  expect(matrix.data.buffer).toBe(buffer.buffer);
});

test("law: any order of rows of a buffer gives those rows", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 8 }), fc.integer({ min: 1, max: 4 }), (order, dimension) => {
      const buffer = Float32Array.from({ length: 5 * dimension }, (_, i) => i);
      const vectors = order.map((row) => buffer.subarray(row * dimension, (row + 1) * dimension));
      const { data, rows } = storedMatrix({ vectors, space });
      expect(rows).toBe(order.length);
      expect([...data]).toEqual(vectors.flatMap((vector) => [...vector]));
    }),
  );
});

test("no vectors are a matrix of no rows", () => {
  expect(storedMatrix({ vectors: [], space }).rows).toBe(0);
  expect(storedMatrix({ vectors: { data: new Float32Array(), dimension: 3 }, space })).toMatchObject({ rows: 0, width: 3 });
});

test("arrays of another realm are arrays all the same", () => {
  const vectors = runInNewContext("[new Float32Array([1, 2])]") as Float32Array[];
  expect(storedMatrix({ vectors, space })).toMatchObject({ rows: 1, width: 2 });
});

test.each<[string, unknown, string, string]>([
  [
    "two lengths",
    [new Float32Array(2), new Float32Array(3)],
    "SHAPE_MISMATCH",
    '"stored.vectors[1]" has 3 numbers; it must have 2, as the first vector.',
  ],
  ["an empty vector", [new Float32Array()], "SHAPE_MISMATCH", '"stored.vectors[0]" has 0 numbers; it must have at least 1.'],
  [
    "a list of numbers",
    [new Float32Array(2), [1, 2]],
    "ARGUMENT_INVALID",
    '"stored.vectors[1]" is a list of 2; it must be a Float32Array.',
  ],
  [
    "one vector, not a list",
    new Float32Array(2),
    "ARGUMENT_INVALID",
    '"stored.vectors" is an object (Float32Array); it must be a list of Float32Array, or { data, dimension }.',
  ],
  ["nothing", undefined, "ARGUMENT_INVALID", '"stored.vectors" is missing; it must be a list of Float32Array, or { data, dimension }.'],
  [
    "a torn buffer",
    { data: new Float32Array(5), dimension: 2 },
    "SHAPE_MISMATCH",
    '"stored.vectors.data" has 5 numbers; it must have a multiple of 2, the dimension.',
  ],
  [
    "dimension 0",
    { data: new Float32Array(4), dimension: 0 },
    "ARGUMENT_INVALID",
    '"stored.vectors.dimension" is 0; it must be a whole number from 1.',
  ],
  [
    "half a dimension",
    { data: new Float32Array(4), dimension: 0.5 },
    "ARGUMENT_INVALID",
    '"stored.vectors.dimension" is 0.5; it must be a whole number from 1.',
  ],
  [
    "doubles",
    { data: new Float64Array(4), dimension: 2 },
    "ARGUMENT_INVALID",
    '"stored.vectors.data" is an object (Float64Array); it must be a Float32Array.',
  ],
  [
    "NaN",
    [Float32Array.of(1, 2), Float32Array.of(3, Number.NaN)],
    "ARGUMENT_INVALID",
    '"stored.vectors[1][1]" is NaN; it must be a finite number.',
  ],
  [
    "an odd last Infinity",
    { data: Float32Array.of(1, 2, -Infinity), dimension: 3 },
    "ARGUMENT_INVALID",
    '"stored.vectors[0][2]" is -Infinity; it must be a finite number.',
  ],
])("refused: %s", (_, vectors, code, message) => {
  expect(() => storedMatrix({ vectors, space } as StoredVectors)).toThrow(expect.objectContaining({ code, message }));
});

test("law: a number that is not finite is found wherever it is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(), fc.constantFrom(Number.NaN, Infinity, -Infinity), (length, at, bad) => {
      const data = new Float32Array(length).fill(3e38);
      data[at % length] = bad;
      expect(() => storedMatrix({ vectors: { data, dimension: 1 }, space }, "old")).toThrow(`"old.vectors[${at % length}][0]" is ${bad}`);
    }),
  );
});

test("vectors without the name of their space are refused", () => {
  for (const stored of [{ vectors: [Float32Array.of(1)] }, undefined, null]) {
    expect(() => storedMatrix(stored as unknown as StoredVectors)).toThrow(
      '"stored.space" is missing; it must be the space of the answer that the vectors came in.',
    );
  }
});
