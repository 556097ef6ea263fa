import { invalidArgument } from "../errors/arguments.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { Matrix } from "../runtime/tensor.ts";
import { isFloat32Array } from "../platform/typed-arrays.ts";
import { requireFinite } from "./matrix-checks.ts";

/** Vectors made earlier, with the space they live in. */
export interface StoredVectors {
  /** Vectors of one length each, or all in one buffer of `[rows, dimension]`. */
  readonly vectors: readonly Float32Array[] | { readonly data: Float32Array; readonly dimension: number };
  /** The `space` of the answer that they came in. */
  readonly space: string;
}

/**
 * Stored vectors as one matrix, `[rows, dimension]`, all checked. Nothing is copied where they already lie one after the other in
 * one buffer, as the vectors of an answer do. No vectors at all give a matrix of 0 rows. `name` is what messages call them.
 * @throws NestvecError ARGUMENT_INVALID where something is not a `Float32Array`, a number is not finite, or the space is not named;
 * SHAPE_MISMATCH where vectors are empty or of several lengths, or the buffer does not hold whole rows
 * @example
 * ```ts
 * import { storedMatrix } from "@nestvec/core/vectors";
 *
 * const { data, rows, width } = storedMatrix({ vectors: [Float32Array.of(1, 0), Float32Array.of(0, 1)], space: "my-model" });
 * console.log(`${rows} × ${width}: ${data.join(", ")}`); // → 2 × 2: 1, 0, 0, 1
 * ```
 */
export function storedMatrix(stored: StoredVectors, name = "stored"): Matrix {
  const matrix = shapedMatrix(stored, name);
  requireFinite(matrix, `${name}.vectors`);
  return matrix;
}

/** The same for those who see whether the numbers are finite when they compare them. @see storedMatrix */
export function shapedMatrix(stored: StoredVectors, name: string): Matrix {
  const { vectors, space } = Object(stored) as StoredVectors;
  if (typeof space !== "string" || space === "") {
    throw invalidArgument(`${name}.space`, space, "the space of the answer that the vectors came in");
  }
  return "data" in Object(vectors) ? bufferMatrix(vectors as Buffered, name) : listMatrix(vectors as readonly Float32Array[], name);
}

type Buffered = Exclude<StoredVectors["vectors"], readonly Float32Array[]>;

function bufferMatrix({ data, dimension }: Buffered, name: string): Matrix {
  if (!isFloat32Array(data)) throw invalidArgument(`${name}.vectors.data`, data, "a Float32Array");
  if (!Number.isInteger(dimension) || dimension < 1) throw invalidArgument(`${name}.vectors.dimension`, dimension, "a whole number from 1");
  if (data.length % dimension !== 0) throw misshapen(`"${name}.vectors.data"`, data.length, `a multiple of ${dimension}, the dimension`);
  return { data, rows: data.length / dimension, width: dimension };
}

function listMatrix(vectors: readonly Float32Array[], name: string): Matrix {
  if (!Array.isArray(vectors)) throw invalidArgument(`${name}.vectors`, vectors, "a list of Float32Array, or { data, dimension }");
  const [first] = vectors;
  const rows = vectors.length;
  const width = first?.length ?? 0;
  // Where they lie in one buffer without gaps, in their order, nothing is copied.
  let end = first?.byteOffset ?? 0;
  let isOneBuffer = first !== undefined;
  for (let row = 0; row < rows; row++) {
    const vector: unknown = vectors[row];
    if (!isFloat32Array(vector)) throw invalidArgument(`${name}.vectors[${row}]`, vector, "a Float32Array");
    const { length, byteOffset, buffer } = vector;
    if (length === 0) throw misshapen(`"${name}.vectors[${row}]"`, 0, "at least 1");
    if (length !== width) throw misshapen(`"${name}.vectors[${row}]"`, length, `${width}, as the first vector`);
    isOneBuffer &&= byteOffset === end && buffer === first?.buffer;
    end += length * Float32Array.BYTES_PER_ELEMENT;
  }
  const data = isOneBuffer && first !== undefined ? new Float32Array(first.buffer, first.byteOffset, rows * width) : joined(vectors, width);
  return { data, rows, width };
}

function joined(vectors: readonly Float32Array[], width: number): Float32Array {
  const data = new Float32Array(vectors.length * width);
  let start = 0;
  for (const vector of vectors) {
    data.set(vector, start);
    start += width;
  }
  return data;
}

const misshapen = (what: string, length: number, expected: string): NestvecError =>
  new NestvecError("SHAPE_MISMATCH", { what, found: `${length} numbers`, expected });
