import type { Matrix } from "../runtime/tensor.ts";
import { requireFinite, requireMatrixShape } from "./matrix-checks.ts";

/** Vectors of one bit a number. `width` is the bytes of a row, `dimension` its bits without the padding. */
export type BinaryQuantized = BinaryMatrix | UbinaryMatrix;

/** Packed bits as signed bytes, 128 less than in `UbinaryMatrix`, for stores that know no other kind. */
export interface BinaryMatrix {
  readonly type: "binary";
  readonly data: Int8Array;
  readonly rows: number;
  readonly width: number;
  readonly dimension: number;
}

/** Packed bits as they are. */
export interface UbinaryMatrix {
  readonly type: "ubinary";
  readonly data: Uint8Array;
  readonly rows: number;
  readonly width: number;
  readonly dimension: number;
}

/**
 * One bit a number, 1 where it is above 0, the first in the highest bit of the first byte: `numpy.packbits(x > 0)`, which is the
 * `ubinary` of Sentence Transformers' `quantize_embeddings`. `[rows, dimension]` → `[rows, ceil(dimension / 8)]`; a row's last byte is
 * filled up with zero bits, which are alike in all rows and so add nothing to a Hamming distance.
 * @throws NestvecError SHAPE_MISMATCH, ARGUMENT_INVALID where a number is not finite
 * @example
 * ```ts
 * import { packUbinary } from "@nestvec/core/vectors";
 *
 * const { data } = packUbinary({ data: Float32Array.of(0.5, -0.25, 0.5, -0.5), rows: 1, width: 4 });
 * console.log(data[0]?.toString(2)); // → 10100000
 * ```
 */
export function packUbinary(matrix: Matrix): UbinaryMatrix {
  requireMatrixShape(matrix, "matrix");
  requireFinite(matrix, "matrix");
  const { rows, width: dimension } = matrix;
  const width = Math.ceil(dimension / 8);
  const data = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row++) packRow(matrix.data, row * dimension, dimension, data, row * width);
  return { type: "ubinary", data, rows, width, dimension };
}

/**
 * The same bits as signed bytes, each less 128: the `binary` of Sentence Transformers' `quantize_embeddings`.
 * @throws NestvecError as `packUbinary`
 * @example
 * ```ts
 * import { packBinary } from "@nestvec/core/vectors";
 *
 * const { data, width, dimension } = packBinary({ data: Float32Array.of(0.5, -0.25, 0.5, -0.5), rows: 1, width: 4 });
 * console.log(`${dimension} numbers in ${width} byte: ${data[0]}`); // → 4 numbers in 1 byte: 32
 * ```
 */
export function packBinary(matrix: Matrix): BinaryMatrix {
  const packed = packUbinary(matrix);
  return { ...packed, type: "binary", data: Int8Array.from(packed.data, (byte) => byte - 128) };
}

function packRow(numbers: Float32Array, start: number, dimension: number, bytes: Uint8Array, firstByte: number): void {
  for (let d = 0; d < dimension; d += 8) {
    const end = Math.min(d + 8, dimension);
    let byte = 0;
    for (let i = d; i < end; i++) byte = (byte << 1) | Number((numbers[start + i] as number) > 0);
    bytes[firstByte + d / 8] = byte << (d + 8 - end);
  }
}
