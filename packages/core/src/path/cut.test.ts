import fc from "fast-check";
import { expect, test } from "vitest";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { Matrix } from "../runtime/tensor.ts";
import { truncate } from "./4-truncate.ts";
import { normalize } from "./5-normalize.ts";

const matrices = fc
  .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 40 }))
  .chain(([rows, width]) =>
    fc
      .float32Array({ minLength: rows * width, maxLength: rows * width, noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
      .map((data): Matrix => ({ data, rows, width })),
  );
const cuts = matrices.chain((matrix) => fc.tuple(fc.constant(matrix), fc.integer({ min: 1, max: matrix.width })));

const rowsOf = ({ data, rows, width }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);

test("truncating keeps the start of every row, in a buffer of its own", () => {
  fc.assert(
    fc.property(cuts, ([matrix, dimension]) => {
      const cut = truncate(matrix, dimension);
      expect(rowsOf(cut)).toEqual(rowsOf(matrix).map((row) => row.slice(0, dimension)));
      expect(cut.data.buffer).not.toBe(matrix.data.buffer);
    }),
  );
});

test("truncating twice is truncating once to the smaller", () => {
  fc.assert(
    fc.property(cuts, fc.nat(), ([matrix, dimension], other) => {
      const smaller = (other % dimension) + 1;
      expect(truncate(truncate(matrix, dimension), smaller)).toEqual(truncate(matrix, smaller));
    }),
  );
});

test("normalizing gives rows of length 1, keeps directions, leaves zeros, and a second time changes nothing", () => {
  fc.assert(
    fc.property(matrices, (matrix) => {
      const before = rowsOf(matrix);
      const once = rowsOf(normalize({ ...matrix, data: matrix.data.slice() }));
      for (const [row, unit] of once.entries()) {
        const norm = Math.hypot(...(before[row] ?? []));
        if (norm < 1e-6) continue; // below that, float32 squares underflow towards the floor of 1e-12
        // 1e-5: up to 40 numbers, each rounded to float32 once.
        expect(Math.abs(Math.hypot(...unit) - 1)).toBeLessThanOrEqual(1e-5);
        for (const [d, number] of unit.entries()) expect(Math.abs(number - (before[row]?.[d] ?? 0) / norm)).toBeLessThanOrEqual(1e-6);
      }
      const zeros: Matrix = { data: new Float32Array(matrix.data.length), rows: matrix.rows, width: matrix.width };
      expect([...normalize(zeros).data].every((number) => number === 0)).toBe(true);
    }),
  );
});

test("cutting after normalizing gives the same direction as before it", () => {
  fc.assert(
    fc.property(cuts, ([matrix, dimension]) => {
      const direct = normalize(truncate(matrix, dimension));
      const late = normalize(truncate(normalize({ ...matrix, data: matrix.data.slice() }), dimension));
      for (let row = 0; row < matrix.rows; row++) {
        const kept = matrix.data.subarray(row * matrix.width, row * matrix.width + dimension);
        const whole = matrix.data.subarray(row * matrix.width, (row + 1) * matrix.width);
        // Where what is kept is tiny beside the whole, the first scaling leaves it denormal or at the floor.
        if (Math.hypot(...kept) < 1e-3 || Math.hypot(...kept) < 1e-3 * Math.hypot(...whole)) continue;
        for (let d = 0; d < dimension; d++) {
          expect(Math.abs((direct.data[row * dimension + d] ?? 0) - (late.data[row * dimension + d] ?? 0))).toBeLessThanOrEqual(1e-6);
        }
      }
    }),
  );
});

test("a dimension that the matrix has not is refused", () => {
  const matrix: Matrix = { data: new Float32Array(8), rows: 2, width: 4 };
  for (const dimension of [0, 5, -1, 1.5, Number.NaN]) {
    expect(() => truncate(matrix, dimension)).toThrow(NestvecError);
    expect(() => truncate(matrix, dimension)).toThrow(/whole number from 1 to 4/);
  }
});
