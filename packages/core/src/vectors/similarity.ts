import { NestvecError } from "../errors/nestvec-error.ts";
import { requireVector } from "./matrix-checks.ts";
import { sumOfProducts } from "./sum-of-products.ts";

/**
 * The dot product of two vectors of one length, summed in double precision. For vectors of length 1 it is their cosine.
 * @throws NestvecError SHAPE_MISMATCH where the lengths differ, ARGUMENT_INVALID where one is no `Float32Array`
 * @example
 * ```ts
 * import { dotProduct } from "@nestvec/core/vectors";
 *
 * console.log(dotProduct(Float32Array.of(1, 2), Float32Array.of(3, 4))); // → 11
 * ```
 */
export function dotProduct(left: Float32Array, right: Float32Array): number {
  requireSameLength(left, right);
  return sumOfProducts(left, 0, right, 0, left.length);
}

/**
 * The cosine of the angle between two vectors of one length, from -1 to 1, whatever their scale; 0 where one of them is all zeros,
 * which has no direction.
 * @throws NestvecError SHAPE_MISMATCH where the lengths differ, ARGUMENT_INVALID where one is no `Float32Array`
 * @example
 * ```ts
 * import { cosineSimilarity } from "@nestvec/core/vectors";
 *
 * console.log(cosineSimilarity(Float32Array.of(3, 4), Float32Array.of(4, 3))); // → 0.96
 * ```
 */
export function cosineSimilarity(left: Float32Array, right: Float32Array): number {
  requireSameLength(left, right);
  const leftSquares = sumOfProducts(left, 0, left, 0, left.length);
  const rightSquares = sumOfProducts(right, 0, right, 0, right.length);
  return cosineOf(sumOfProducts(left, 0, right, 0, left.length), leftSquares, rightSquares);
}

/**
 * The cosine of two vectors from their dot product and their sums of squares. Rounding can carry it past 1 by a few units in the
 * last place, on which `acos` gives NaN: it is held in [-1, 1].
 */
export function cosineOf(product: number, leftSquares: number, rightSquares: number): number {
  if (leftSquares === 0 || rightSquares === 0) return 0;
  // One root of the product, not a product of roots: a vector's cosine with itself is then 1 to the last bit. Sums of squares of float32
  // numbers lie between 2^-298 and about 2^300, so their product neither vanishes nor overflows.
  return Math.max(-1, Math.min(1, product / Math.sqrt(leftSquares * rightSquares)));
}

function requireSameLength(left: Float32Array, right: Float32Array): void {
  requireVector(left, "left");
  requireVector(right, "right");
  if (left.length === right.length) return;
  throw new NestvecError("SHAPE_MISMATCH", {
    what: "The right vector",
    found: `${right.length} numbers`,
    expected: `${left.length}, as the left one`,
  });
}
