import { NestvecError } from "../errors/nestvec-error.ts";
import type { Matrix } from "../runtime/tensor.ts";
import { requireFinite, requireMatrixShape, requireObject, requireVector } from "./matrix-checks.ts";

/** The lowest and the highest number of each dimension: the two rows of `ranges` in Sentence Transformers' `quantize_embeddings`. */
export interface Ranges {
  readonly min: Float32Array;
  readonly max: Float32Array;
}

/**
 * The ranges of some vectors, `[rows, width]`, to quantize these or others like them with. Take many: numbers outside are held at the
 * ends. Ranges belong to one cut, since vectors of another dimension are normalized to other numbers.
 * @throws NestvecError SHAPE_MISMATCH where there are no vectors; ARGUMENT_INVALID where a number is not finite
 * @example
 * ```ts
 * import { calibrateRanges } from "@nestvec/core/vectors";
 *
 * const { min, max } = calibrateRanges({ data: Float32Array.of(-1, 4, 1, 2), rows: 2, width: 2 });
 * console.log(`${min.join(", ")} to ${max.join(", ")}`); // → -1, 2 to 1, 4
 * ```
 */
export function calibrateRanges(matrix: Matrix): Ranges {
  requireMatrixShape(matrix, "matrix");
  requireFinite(matrix, "matrix");
  const { data, rows, width } = matrix;
  if (rows === 0) throw new NestvecError("SHAPE_MISMATCH", { what: '"matrix"', found: "0 rows", expected: "at least 1 to find ranges of" });
  const min = data.slice(0, width);
  const max = data.slice(0, width);
  for (let row = 1; row < rows; row++) {
    for (let d = 0; d < width; d++) {
      const value = data[row * width + d] as number;
      if (value < (min[d] as number)) min[d] = value;
      if (value > (max[d] as number)) max[d] = value;
    }
  }
  return { min, max };
}

/**
 * Checks that there is a range from low to high for each of `width` dimensions.
 * @throws NestvecError SHAPE_MISMATCH, ARGUMENT_INVALID
 */
export function requireRanges(ranges: Ranges, width: number): void {
  requireObject(ranges, "ranges", "an object with min and max");
  const { min, max } = ranges;
  for (const [name, ends] of [
    ["min", min],
    ["max", max],
  ] as const) {
    requireVector(ends, `ranges.${name}`);
    if (ends.length !== width) {
      throw new NestvecError("SHAPE_MISMATCH", {
        what: `"ranges.${name}"`,
        found: `${ends.length} numbers`,
        expected: `${width}, one for each dimension`,
      });
    }
  }
  for (let d = 0; d < width; d++) {
    const low = min[d] as number;
    const high = max[d] as number;
    if (low <= high && Number.isFinite(low) && Number.isFinite(high)) continue;
    throw new NestvecError("ARGUMENT_INVALID", {
      argument: `ranges of dimension ${d}`,
      found: `${low} to ${high}`,
      expected: "two finite numbers, the lower one first",
    });
  }
}
