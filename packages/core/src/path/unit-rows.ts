import { NestvecError } from "../errors.ts";
import type { Matrix } from "../tensor.ts";

/** What a length of 1 may be off by: float32 rounding of a few thousand numbers. */
const tolerance = 1e-5;

/**
 * Checks that normalizing gave vectors of length 1. A vector of zeros has no direction, and a cosine with it means nothing.
 * @throws NestvecError VECTOR_WITHOUT_DIRECTION
 */
export function requireUnitRows({ data, rows, width }: Matrix): void {
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let place = row * width; place < (row + 1) * width; place++) squares += (data[place] ?? 0) ** 2;
    if (!(Math.abs(Math.sqrt(squares) - 1) <= tolerance))
      throw new NestvecError("VECTOR_WITHOUT_DIRECTION", { text: row, dimension: width });
  }
}
