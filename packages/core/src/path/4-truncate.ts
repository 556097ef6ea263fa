import { invalidArgument } from "../errors/arguments.ts";
import type { Matrix } from "../runtime/tensor.ts";
import { layerNorm } from "./layer-norm.ts";
import { requireMatrixShape } from "../vectors/matrix-checks.ts";

/**
 * Step 4: keeps the first `dimension` numbers of every row, `[rows, width]` → `[rows, dimension]`, in a buffer of its own.
 * A Matryoshka model packs the most important numbers first (arXiv:2205.13147). What is kept is no longer of length 1: normalize after this.
 * @throws NestvecError ARGUMENT_INVALID where `dimension` is not a whole number from 1 to the width, or the matrix is none; SHAPE_MISMATCH
 * @example
 * ```ts
 * import { truncate } from "@nestvec/core/vectors";
 *
 * const { data } = truncate({ data: Float32Array.of(1, 2, 3, 4, 5, 6), rows: 2, width: 3 }, 2);
 * console.log(data.join(", ")); // → 1, 2, 4, 5
 * ```
 */
export function truncate(matrix: Matrix, dimension: number): Matrix {
  requireMatrixShape(matrix, "matrix");
  const { data, rows, width } = matrix;
  requireDimension(dimension, width);
  if (dimension === width) return { data: data.slice(), rows, width };
  const kept = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row++) kept.set(data.subarray(row * width, row * width + dimension), row * dimension);
  return { data: kept, rows, width: dimension };
}

/** The first `dimension` numbers of one vector, as a view of it. @throws NestvecError ARGUMENT_INVALID as `truncate` */
export function truncateRow(vector: Float32Array, dimension: number): Float32Array {
  requireDimension(dimension, vector.length);
  return vector.subarray(0, dimension);
}

/**
 * The same of a vector that goes through a layer norm of its whole width first, if `normsBeforeCut`. A vector that is not cut is left as it is.
 * @throws NestvecError ARGUMENT_INVALID as `truncate`
 */
export function cutRow(vector: Float32Array, dimension: number, normsBeforeCut: boolean): Float32Array {
  if (!normsBeforeCut || dimension === vector.length) return truncateRow(vector, dimension);
  const normed = vector.slice();
  layerNorm(normed);
  return truncateRow(normed, dimension);
}

function requireDimension(dimension: number, width: number): void {
  if (Number.isInteger(dimension) && dimension >= 1 && dimension <= width) return;
  throw invalidArgument("dimension", dimension, `a whole number from 1 to ${width}`);
}
