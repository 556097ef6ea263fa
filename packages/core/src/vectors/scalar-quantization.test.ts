import fc from "fast-check";
import { expect, test } from "vitest";
import { calibrateRanges } from "./ranges.ts";
import { dequantize, quantizeInt8, quantizeUint8 } from "./scalar-quantization.ts";

const number = fc.float({ min: -1000, max: 1000, noNaN: true });
const matrices = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 8 }))
  .chain(([width, rows]) =>
    fc
      .float32Array({ min: -1000, max: 1000, noNaN: true, minLength: rows * width, maxLength: rows * width })
      .map((data) => ({ data, rows, width })),
  );

test("Sentence Transformers' formula, with rounding to the nearest", () => {
  const ranges = { min: Float32Array.of(-1, 0), max: Float32Array.of(1, 255) };
  const matrix = { data: Float32Array.of(-1, 0, 1, 255, 0, 100.4, 0.5, 100.6), rows: 4, width: 2 };
  // (0 + 1) / (2 / 255) = 127.5 → 128; (0.5 + 1) / (2 / 255) = 191.25 → 191.
  expect([...quantizeUint8(matrix, ranges).data]).toEqual([0, 0, 255, 255, 128, 100, 191, 101]);
  expect([...quantizeInt8(matrix, ranges).data]).toEqual([-128, -128, 127, 127, 0, -28, 63, -27]);
});

test("numbers out of range are held at its ends, not wrapped around", () => {
  const ranges = { min: Float32Array.of(-1), max: Float32Array.of(1) };
  const matrix = { data: Float32Array.of(-1.01, -3e38, 1.01, 3e38), rows: 4, width: 1 };
  expect([...quantizeUint8(matrix, ranges).data]).toEqual([0, 0, 255, 255]);
  expect([...quantizeInt8(matrix, ranges).data]).toEqual([-128, -128, 127, 127]);
});

test("a dimension of one value comes back as that value", () => {
  const matrix = { data: Float32Array.of(0.25, 1, 0.25, 2), rows: 2, width: 2 };
  const ranges = calibrateRanges(matrix);
  for (const quantized of [quantizeUint8(matrix, ranges), quantizeInt8(matrix, ranges)]) {
    expect([...dequantize(quantized, ranges).data]).toEqual([0.25, 1, 0.25, 2]);
  }
});

test("ranges as wide as float32 goes", () => {
  const matrix = { data: Float32Array.of(-3e38, 3e38, 0), rows: 3, width: 1 };
  const ranges = calibrateRanges(matrix);
  expect([...quantizeUint8(matrix, ranges).data]).toEqual([0, 255, 128]);
});

test("law: within calibrated ranges the error is at most half a step", () => {
  fc.assert(
    fc.property(matrices, (matrix) => {
      const ranges = calibrateRanges(matrix);
      for (const quantized of [quantizeUint8(matrix, ranges), quantizeInt8(matrix, ranges)]) {
        const { data } = dequantize(quantized, ranges);
        for (let i = 0; i < data.length; i++) {
          const low = ranges.min[i % matrix.width]!;
          const high = ranges.max[i % matrix.width]!;
          // Half a step, and the rounding of numbers below 1,000 to float32: 2^-15.
          expect(Math.abs(data[i]! - matrix.data[i]!)).toBeLessThanOrEqual((high - low) / 255 / 2 + 2 ** -15);
        }
      }
    }),
  );
});

test("law: int8 codes are uint8 codes less 128, and larger numbers never have smaller codes", () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), number, number, (values, a, b) => {
      const ranges = { min: Float32Array.of(Math.min(a, b)), max: Float32Array.of(Math.max(a, b)) };
      const matrix = { data: Float32Array.from(values).toSorted(), rows: values.length, width: 1 };
      const codes = [...quantizeUint8(matrix, ranges).data];
      expect([...quantizeInt8(matrix, ranges).data]).toEqual(codes.map((code) => code - 128));
      expect(codes).toEqual(codes.toSorted((x, y) => x - y));
    }),
  );
});

test("law: what was dequantized has the same codes again", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 255 }), { minLength: 1, maxLength: 20 }), (codes) => {
      const ranges = { min: Float32Array.of(-0.3), max: Float32Array.of(0.7) };
      const quantized = { type: "uint8", data: Uint8Array.from(codes), rows: codes.length, width: 1 } as const;
      expect(quantizeUint8(dequantize(quantized, ranges), ranges)).toEqual(quantized);
    }),
  );
});

test("bad ranges and bad numbers are refused", () => {
  const matrix = { data: Float32Array.of(1, 2), rows: 1, width: 2 };
  const min = Float32Array.of(0, 0);
  expect(() => quantizeUint8(matrix, { min, max: Float32Array.of(1) })).toThrow(
    '"ranges.max" has 1 numbers; it must have 2, one for each dimension.',
  );
  expect(() => quantizeInt8(matrix, { min, max: Float32Array.of(1, -1) })).toThrow(
    '"ranges of dimension 1" is 0 to -1; it must be two finite numbers, the lower one first.',
  );
  expect(() => quantizeInt8(matrix, { min, max: Float32Array.of(1, Number.NaN) })).toThrow('"ranges of dimension 1" is 0 to NaN');
  expect(() => quantizeInt8({ ...matrix, data: Float32Array.of(1, Number.NaN) }, { min, max: min })).toThrow('"matrix[0][1]" is NaN');
  expect(() => quantizeInt8({ ...matrix, rows: 2 }, { min, max: min })).toThrow(expect.objectContaining({ code: "SHAPE_MISMATCH" }));
  expect(() => dequantize({ type: "int8", data: new Int8Array(3), rows: 1, width: 2 }, { min, max: min })).toThrow(
    '"quantized" has 3 numbers for 1 rows of width 2; it must have 1 × 2.',
  );
  expect(() => calibrateRanges({ data: new Float32Array(), rows: 0, width: 2 })).toThrow(
    '"matrix" has 0 rows; it must have at least 1 to find ranges of.',
  );
});
