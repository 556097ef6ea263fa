import fc from "fast-check";
import { expect, test } from "vitest";
import { packBinary, packUbinary } from "./binary-quantization.ts";

test("numpy.packbits(x > 0): the first number in the highest bit", () => {
  const data = Float32Array.of(1, -1, 0, -0, 0.5, 1e-45, -2, 3, /* row 2 */ -1, -1, -1, -1, -1, -1, -1, 1);
  // numpy.packbits gives [0b10001101, 0b00000001] = [141, 1].
  expect(packUbinary({ data, rows: 2, width: 8 })).toEqual({
    type: "ubinary",
    data: Uint8Array.of(141, 1),
    rows: 2,
    width: 1,
    dimension: 8,
  });
  expect(packBinary({ data, rows: 2, width: 8 })).toEqual({
    type: "binary",
    data: Int8Array.of(13, -127),
    rows: 2,
    width: 1,
    dimension: 8,
  });
});

test("a dimension that 8 does not divide is filled up with zero bits, row by row", () => {
  const data = new Float32Array(20).fill(1);
  expect(packUbinary({ data, rows: 2, width: 10 })).toMatchObject({ data: Uint8Array.of(255, 192, 255, 192), width: 2, dimension: 10 });
});

test("law: every bit says whether its number is above 0", () => {
  const matrices = fc
    .tuple(fc.integer({ min: 1, max: 20 }), fc.nat({ max: 4 }))
    .chain(([width, rows]) =>
      fc
        .float32Array({ noNaN: true, noDefaultInfinity: true, minLength: rows * width, maxLength: rows * width })
        .map((data) => ({ data, rows, width })),
    );
  fc.assert(
    fc.property(matrices, (matrix) => {
      const packed = packUbinary(matrix);
      const bits = Array.from({ length: matrix.rows }, (_, row) =>
        Array.from(packed.data.subarray(row * packed.width, (row + 1) * packed.width), (byte) => byte.toString(2).padStart(8, "0"))
          .join("")
          .slice(0, matrix.width),
      );
      expect(bits.join("")).toBe(Array.from(matrix.data, (value) => (value > 0 ? "1" : "0")).join(""));
      expect([...packBinary(matrix).data]).toEqual(Array.from(packed.data, (byte) => byte - 128));
    }),
  );
});

test("NaN has no sign and is refused", () => {
  expect(() => packUbinary({ data: Float32Array.of(1, Number.NaN), rows: 1, width: 2 })).toThrow(
    '"matrix[0][1]" is NaN; it must be a finite number.',
  );
});
