import type { Matrix } from "../tensor.ts";
import { requireMatrixShape } from "../vectors/matrix-checks.ts";

/**
 * Step 5: scales every row of `[rows, width]` to Euclidean length 1, in place, and returns the same matrix. A row of zeros stays
 * as it is. The floor of 1e-12 is that of PyTorch's `torch.nn.functional.normalize`.
 * @throws NestvecError ARGUMENT_INVALID, SHAPE_MISMATCH
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
