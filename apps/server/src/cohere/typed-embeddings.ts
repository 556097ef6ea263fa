import type { Embeddings } from "@nestvec/core";
import { encodeBase64, packBinary, packUbinary, quantizeInt8, quantizeUint8, type Matrix, type Ranges } from "@nestvec/core/vectors";
import type { EmbeddingType, TypedEmbeddings } from "./schema.ts";

/** Vectors in some forms. */
export function typedEmbeddings(embeddings: Embeddings, types: readonly EmbeddingType[]): TypedEmbeddings {
  const { vectors, data, dimension } = embeddings;
  const matrix: Matrix = { data, rows: vectors.length, width: dimension };
  const makers: Readonly<Record<EmbeddingType, () => readonly (Float32Array | readonly number[] | string)[]>> = {
    float: () => vectors,
    base64: () => vectors.map(encodeBase64),
    int8: () => rowsOf(quantizeInt8(matrix, unitRanges(dimension))),
    uint8: () => rowsOf(quantizeUint8(matrix, unitRanges(dimension))),
    binary: () => rowsOf(packBinary(matrix)),
    ubinary: () => rowsOf(packUbinary(matrix)),
  };
  // Each once, however often it was asked for.
  return Object.fromEntries([...new Set(types)].map((type) => [type, makers[type]()]));
}

/**
 * Numbers of unit vectors lie between -1 and 1, in every request alike, so that codes of two requests can be compared: a server has no data
 * of its own to find narrower ranges from. Most numbers lie within ±4 / √width; these ranges hold them at the ends and lose least.
 */
function unitRanges(width: number): Ranges {
  const end = Math.min(1, 4 / Math.sqrt(width));
  return { min: new Float32Array(width).fill(-end), max: new Float32Array(width).fill(end) };
}

function rowsOf({
  data,
  rows,
  width,
}: {
  readonly data: Int8Array | Uint8Array;
  readonly rows: number;
  readonly width: number;
}): readonly number[][] {
  return Array.from({ length: rows }, (_, row) => Array.from(data.subarray(row * width, (row + 1) * width)));
}
