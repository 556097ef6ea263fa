import { invalidArgument } from "../errors/arguments.ts";
import type { Matrix } from "../runtime/tensor.ts";
import { requireFinite, requireMatrixShape, requireObject } from "./matrix-checks.ts";
import { requireRanges, type Ranges } from "./ranges.ts";

/** Vectors of one byte a number, `[rows, width]`. Dot products of them mean nothing before they are dequantized. */
export type ScalarQuantized = Int8Matrix | Uint8Matrix;

/** Codes from -128 to 127. */
export interface Int8Matrix {
  readonly type: "int8";
  readonly data: Int8Array;
  readonly rows: number;
  readonly width: number;
}

/** Codes from 0 to 255. */
export interface Uint8Matrix {
  readonly type: "uint8";
  readonly data: Uint8Array;
  readonly rows: number;
  readonly width: number;
}

/**
 * One byte from 0 to 255 for every number: `(x - min) / ((max - min) / 255)` by dimension, the formula of Sentence Transformers'
 * `quantize_embeddings`. Two things differ from it, both for the better: the code is rounded to the nearest, so that the error is at
 * most half a step (there fractions are cut off, so its codes may be one lower), and a number out of range is held at the end of the
 * range (there it wraps around). In a dimension of one value only, where min = max, every code is 0.
 * @throws NestvecError SHAPE_MISMATCH where the ranges are for another width; ARGUMENT_INVALID where a range or a number cannot be used
 * @example
 * ```ts
 * import { calibrateRanges, quantizeUint8 } from "@nestvec/core/vectors";
 *
 * const vectors = { data: Float32Array.of(-1, 0.5, 1), rows: 3, width: 1 };
 * console.log(quantizeUint8(vectors, calibrateRanges(vectors)).data.join(", ")); // → 0, 191, 255
 * ```
 */
export function quantizeUint8(matrix: Matrix, ranges: Ranges): Uint8Matrix {
  const data = new Uint8Array(rangeCodes(matrix, ranges).buffer);
  return { type: "uint8", data, rows: matrix.rows, width: matrix.width };
}

/**
 * The same as `quantizeUint8` less 128: codes from -128 to 127. (Sentence Transformers cuts fractions off after it took 128 away, thus
 * towards the middle of the range: its int8 codes below 0 may be one higher than these.)
 * @throws NestvecError as `quantizeUint8`
 * @example
 * ```ts
 * import { calibrateRanges, quantizeInt8 } from "@nestvec/core/vectors";
 *
 * const vectors = { data: Float32Array.of(-1, 0.5, 1), rows: 3, width: 1 };
 * console.log(quantizeInt8(vectors, calibrateRanges(vectors)).data.join(", ")); // → -128, 63, 127
 * ```
 */
export function quantizeInt8(matrix: Matrix, ranges: Ranges): Int8Matrix {
  const codes = rangeCodes(matrix, ranges);
  const data = new Int8Array(codes.length);
  for (let i = 0; i < codes.length; i++) data[i] = (codes[i] as number) - 128;
  return { type: "int8", data, rows: matrix.rows, width: matrix.width };
}

/**
 * Numbers again from codes and the ranges they were made with: `min + code × (max - min) / 255`. Off by at most half a step,
 * `(max - min) / 510`, for numbers that were within the range.
 * @throws NestvecError as `quantizeUint8`
 * @example
 * ```ts
 * import { calibrateRanges, dequantize, quantizeInt8 } from "@nestvec/core/vectors";
 *
 * const vectors = { data: Float32Array.of(0, 100, 255), rows: 3, width: 1 };
 * const ranges = calibrateRanges(vectors);
 * console.log(dequantize(quantizeInt8(vectors, ranges), ranges).data.join(", ")); // → 0, 100, 255
 * ```
 */
export function dequantize(quantized: ScalarQuantized, ranges: Ranges): Matrix {
  requireCodes(quantized);
  const { data: codes, rows, width, type } = quantized;
  requireRanges(ranges, width);
  const { min, max } = ranges;
  const shift = type === "int8" ? 128 : 0;
  const data = new Float32Array(rows * width);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let d = 0; d < width; d++, i++) {
      const low = min[d] as number;
      data[i] = low + (((codes[i] as number) + shift) * ((max[d] as number) - low)) / 255;
    }
  }
  return { data, rows, width };
}

function requireCodes(quantized: ScalarQuantized): void {
  requireObject(quantized, "quantized", "the answer of quantizeInt8 or quantizeUint8");
  const { type } = quantized;
  if (type !== "int8" && type !== "uint8") throw invalidArgument("quantized.type", type, '"int8" or "uint8"');
  requireMatrixShape(quantized, "quantized", type === "int8" ? "Int8Array" : "Uint8Array");
}

/** Codes from 0 to 255. A `Uint8ClampedArray` rounds to the nearest, a half to the even one, and holds at the ends by itself. */
function rangeCodes(matrix: Matrix, ranges: Ranges): Uint8ClampedArray<ArrayBuffer> {
  requireMatrixShape(matrix, "matrix");
  requireFinite(matrix, "matrix");
  const { data, rows, width } = matrix;
  requireRanges(ranges, width);
  const { min } = ranges;
  const codesPerUnit = Float64Array.from(min, (low, d) => {
    const range = (ranges.max[d] as number) - low;
    return range === 0 ? 0 : 255 / range;
  });
  const codes = new Uint8ClampedArray(rows * width);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let d = 0; d < width; d++, i++) {
      codes[i] = ((data[i] as number) - (min[d] as number)) * (codesPerUnit[d] as number);
    }
  }
  return codes;
}
