import { invalidArgument } from "../errors/arguments.ts";
import type { NestvecError } from "../errors/nestvec-error.ts";
import type { Matrix } from "../runtime/tensor.ts";
import { bestScores, offerScore, takeBest, type Scored } from "./best-scores.ts";
import { requireFinite, requireMatrixShape, requireVector } from "./matrix-checks.ts";
import { cosineOf } from "./similarity.ts";
import { sumOfProducts } from "./sum-of-products.ts";

/**
 * The `k` rows of `candidates`, `[rows, width]`, of highest cosine to a query, best first, equal ones in the order of the rows.
 * Rows are gone through once and no list of all scores is made. Where query and candidates differ in width, the leading numbers that
 * both have are compared, by their own norms: a cut of a Matryoshka vector needs no normalized copy. `index` is the row, `score` the
 * cosine from -1 to 1; 0 with a vector of zeros. `name` is what messages call the candidates.
 * @throws NestvecError SHAPE_MISMATCH where the query is empty or the matrix does not hold its rows; ARGUMENT_INVALID where `k` is
 * not a whole number from 0, or a number that is compared is not finite
 * @example
 * ```ts
 * import { rankByCosine } from "@nestvec/core/vectors";
 *
 * const documents = { data: Float32Array.of(0, 1, 4, 3, 1, 0), rows: 3, width: 2 };
 * for (const { index, score } of rankByCosine(Float32Array.of(1, 0), documents, 2)) console.log(index, score);
 * // → 2 1
 * // → 1 0.8
 * ```
 */
export function rankByCosine(query: Float32Array, candidates: Matrix, k: number, name: string = "candidates"): Scored[] {
  requireQuery(query);
  requireMatrixShape(candidates, "candidates");
  const { data, rows, width: stride } = candidates;
  const best = bestScores(k, rows);
  const width = Math.min(query.length, stride);
  const sums = new Float64Array(8);
  const querySquares = sumOfProducts(query, 0, query, 0, width);
  const last = rows - 1;
  for (let row = 0; row < rows; row += 4) {
    const starts = [
      row * stride,
      Math.min(row + 1, last) * stride,
      Math.min(row + 2, last) * stride,
      Math.min(row + 3, last) * stride,
    ] as const;
    writeSums(query, data, starts, width, sums);
    for (let place = 0; place < Math.min(4, rows - row); place++) {
      const squares = sums[4 + place] as number;
      // A sum of squares of float32 numbers cannot overflow a double: it is finite just where all of them are.
      if (!Number.isFinite(squares)) throw notFinite(candidates, row + place, name);
      offerScore(best, row + place, cosineOf(sums[place] as number, querySquares, squares));
    }
  }
  return takeBest(best);
}

/** @throws NestvecError ARGUMENT_INVALID for what is no vector of finite numbers; SHAPE_MISMATCH for an empty one */
export function requireQuery(query: Float32Array): void {
  requireVector(query, "query");
  const matrix = { data: query, rows: 1, width: query.length };
  requireMatrixShape(matrix, "query");
  requireFinite(matrix, "query");
}

/**
 * Of four rows the products with the query and the sums of squares, into `sums` of `[2, 4]`. Four rows at a time, since the sum of one row would wait for its last
 * addition.
 */
function writeSums(
  query: Float32Array,
  data: Float32Array,
  [start0, start1, start2, start3]: readonly [number, number, number, number],
  width: number,
  sums: Float64Array,
): void {
  let product0 = 0;
  let product1 = 0;
  let product2 = 0;
  let product3 = 0;
  let squares0 = 0;
  let squares1 = 0;
  let squares2 = 0;
  let squares3 = 0;
  for (let i = 0; i < width; i++) {
    const wanted = query[i] as number;
    const value0 = data[start0 + i] as number;
    const value1 = data[start1 + i] as number;
    const value2 = data[start2 + i] as number;
    const value3 = data[start3 + i] as number;
    product0 += wanted * value0;
    product1 += wanted * value1;
    product2 += wanted * value2;
    product3 += wanted * value3;
    squares0 += value0 * value0;
    squares1 += value1 * value1;
    squares2 += value2 * value2;
    squares3 += value3 * value3;
  }
  sums[0] = product0;
  sums[1] = product1;
  sums[2] = product2;
  sums[3] = product3;
  sums[4] = squares0;
  sums[5] = squares1;
  sums[6] = squares2;
  sums[7] = squares3;
}

/** The error for a row that holds what is not finite. */
function notFinite({ data, width }: Matrix, row: number, name: string): NestvecError {
  const at = data.subarray(row * width, (row + 1) * width).findIndex((value) => !Number.isFinite(value));
  return invalidArgument(`${name}[${row}][${at}]`, data[row * width + at], "a finite number");
}
