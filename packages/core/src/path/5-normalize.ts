import type { Matrix } from "../runtime/tensor.ts";
import { requireMatrixShape } from "../vectors/matrix-checks.ts";
import { NestvecError } from "../errors/nestvec-error.ts";

/**
 * Step 5: scales every row of `[rows, width]` to Euclidean length 1, in place, and returns the same matrix. A row of zeros stays
 * as it is. The floor of 1e-12 is that of PyTorch's `torch.nn.functional.normalize`.
 * @throws NestvecError ARGUMENT_INVALID, SHAPE_MISMATCH
 * @example
 * ```ts
 * import { normalize } from "@nestvec/core/vectors";
 *
 * const { data } = normalize({ data: Float32Array.of(0, 2, -8, 0), rows: 2, width: 2 });
 * console.log(data.join(", ")); // → 0, 1, -1, 0
 * ```
 */
export function normalize(matrix: Matrix): Matrix {
  requireMatrixShape(matrix, "matrix");
  const { data, rows, width } = matrix;
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    let squares = 0;
    for (let d = 0; d < width; d++) squares += (data[start + d] ?? 0) ** 2;
    const scale = 1 / Math.max(Math.sqrt(squares), 1e-12);
    for (let d = 0; d < width; d++) data[start + d] = (data[start + d] ?? 0) * scale;
  }
  return matrix;
}

/** What a length of 1 may be off by: float32 rounding of a few thousand numbers. */
const tolerance = 1e-5;

/**
 * Checks that normalizing gave vectors of length 1. A vector of zeros has no direction, and a cosine with it means nothing.
 * @throws NestvecError VECTOR_WITHOUT_DIRECTION
 */
export function requireUnitRows({ data, rows, width }: Matrix): void {
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let index = row * width; index < (row + 1) * width; index++) squares += (data[index] ?? 0) ** 2;
    if (!(Math.abs(Math.sqrt(squares) - 1) <= tolerance))
      throw new NestvecError("VECTOR_WITHOUT_DIRECTION", { text: row, dimension: width });
  }
}
