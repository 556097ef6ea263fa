import { calibrateRanges, dequantize, normalize, quantizeInt8, truncate, type Matrix } from "@nestvec/core/vectors";
import type { StoredType } from "../../results/quality.ts";

/** Queries `[queries, dimension]` and what is stored, `[stored, dimension]`: the dot product of two rows says how near they are. */
export interface Sides {
  readonly queries: Matrix;
  readonly stored: Matrix;
}

/**
 * Both sides as one cut compares them. Truncated from full vectors, then normalized, so that dot products are cosines. What is stored as
 * int8 is what its codes come to, by the ranges of what is stored at this very cut; the queries stay float32. As binary both sides
 * are signs, 1 and -1: their dot product is `dimension - 2 × Hamming distance`, which orders as the distance does and is exact in float32.
 */
export function comparableSides(full: Sides, dimension: number, type: StoredType): Sides {
  const queries = normalize(truncate(full.queries, dimension));
  const stored = normalize(truncate(full.stored, dimension));
  if (type === "binary") return { queries: signs(queries), stored: signs(stored) };
  if (type === "float32") return { queries, stored };
  const ranges = calibrateRanges(stored);
  return { queries, stored: normalize(dequantize(quantizeInt8(stored, ranges), ranges)) };
}

/** Bytes of one stored vector. */
export function bytesOf(type: StoredType, dimension: number): number {
  if (type === "float32") return 4 * dimension;
  return type === "int8" ? dimension : Math.ceil(dimension / 8);
}

// As in `packUbinary`, a bit is 1 where a number is above 0.
function signs(matrix: Matrix): Matrix {
  const { data } = matrix;
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) > 0 ? 1 : -1;
  return matrix;
}
