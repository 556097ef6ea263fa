import type { Matrix } from "../runtime/tensor.ts";
import { writeCosineTile, type CosineSide } from "./cosine-tile.ts";
import { requireSameSpace } from "./space.ts";
import { storedMatrix, type StoredVectors } from "./stored-vectors.ts";
import { sumOfProducts } from "./sum-of-products.ts";

/**
 * The cosine of every left vector with every right one, `[left rows, right rows]`, each from -1 to 1; 0 with a vector of zeros.
 * Where one side is wider than the other, only its leading numbers are used, as many as the narrower side has: in a Matryoshka
 * space (arXiv:2205.13147) these are the vector at the smaller dimension, and the rest of it has nothing to be compared with.
 * @throws NestvecError SPACE_MISMATCH where the two sides do not share a space, and those of `storedMatrix`
 * @example
 * ```ts
 * import { similarityMatrix } from "@nestvec/core/vectors";
 *
 * const queries = { vectors: [Float32Array.of(1, 0)], space: "my-model" };
 * const documents = { vectors: [Float32Array.of(2, 0), Float32Array.of(0, 2)], space: "my-model" };
 * const { data, rows, width } = similarityMatrix(queries, documents);
 * console.log(`${rows} × ${width}: ${data.join(", ")}`); // → 1 × 2: 1, 0
 * ```
 */
export function similarityMatrix(left: StoredVectors, right: StoredVectors): Matrix {
  const leftMatrix = storedMatrix(left, "left");
  const rightMatrix = storedMatrix(right, "right");
  requireSameSpace(left.space, right.space);
  const width = Math.min(leftMatrix.width, rightMatrix.width);
  const cosines = new Float32Array(leftMatrix.rows * rightMatrix.rows);
  writeCosines(cosineSide(leftMatrix, width), cosineSide(rightMatrix, width), width, cosines);
  return { data: cosines, rows: leftMatrix.rows, width: rightMatrix.rows };
}

/** Numbers of the right side that are met by all left rows while a core's second-level cache holds them: 256 kB of float32. */
const blockNumbers = 65_536;

function writeCosines(left: CosineSide, right: CosineSide, width: number, cosines: Float32Array): void {
  const blockRows = Math.max(4, Math.floor(blockNumbers / Math.max(width, 1) / 4) * 4);
  for (let block = 0; block < right.rows; block += blockRows) {
    const blockEnd = Math.min(block + blockRows, right.rows);
    for (let leftRow = 0; leftRow < left.rows; leftRow += 2) {
      for (let rightRow = block; rightRow < blockEnd; rightRow += 4) writeCosineTile(left, leftRow, right, rightRow, width, cosines);
    }
  }
}

function cosineSide({ data, rows, width: stride }: Matrix, width: number): CosineSide {
  const inverseNorms = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const squares = sumOfProducts(data, row * stride, data, row * stride, width);
    inverseNorms[row] = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  }
  return { data, rows, stride, inverseNorms };
}
