import { NestvecError } from "../errors/nestvec-error.ts";
import type { Matrix } from "../runtime/tensor.ts";
import { bestScores, offerScore, takeBest, type Scored } from "./best-scores.ts";
import { requireFinite, requireMatrixShape, requireVector } from "./matrix-checks.ts";
import { cosineOf } from "./similarity.ts";
import { sumOfProducts } from "./sum-of-products.ts";

/**
 * The `k` rows of `candidates`, `[rows, width]`, of highest cosine to a query, best first, equal ones in the order of the rows.
 * Rows are gone through once and no list of all scores is made. Where query and candidates differ in width, the leading numbers that
 * both have are compared, by their own norms: a cut of a Matryoshka vector needs no normalized copy. `index` is the row, `score` the
 * cosine from -1 to 1; 0 with a vector of zeros.
 * @throws NestvecError SHAPE_MISMATCH where the query is empty or the matrix does not hold its rows; ARGUMENT_INVALID where `k` is
 * not a whole number from 0, or a number that is compared is not finite
 */
export function rankByCosine(query: Float32Array, candidates: Matrix, k: number): Scored[] {
  requireVector(query, "query");
  requireMatrixShape({ data: query, rows: 1, width: query.length }, "query");
  requireMatrixShape(candidates, "candidates");
  const { data, rows, width: stride } = candidates;
  requireFinite({ data: query, rows: 1, width: query.length }, "query");
  const best = bestScores(k, rows);
  const width = Math.min(query.length, stride);
  const querySquares = sumOfProducts(query, 0, query, 0, width);
  for (let row = 0; row < rows; row++) {
    const start = row * stride;
    let product = 0;
    let squares = 0;
    for (let i = 0; i < width; i++) {
      const value = data[start + i] as number;
      product += (query[i] as number) * value;
      squares += value * value;
    }
    // A sum of squares of float32 numbers cannot overflow a double: it is finite just where all of them are.
    if (!Number.isFinite(squares)) throw notFinite(row);
    offerScore(best, row, cosineOf(product, querySquares, squares));
  }
  return takeBest(best);
}

const notFinite = (row: number): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", {
    argument: `candidates[${row}]`,
    found: "a vector with NaN or Infinity",
    expected: "finite numbers",
  });
