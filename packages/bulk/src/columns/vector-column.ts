import { NestvecError } from "@nestvec/core";
import { float16ToFloat32, toFloat16 } from "@nestvec/core/compile";
import { dequantize, packUbinary, quantizeInt8, quantizeUint8, type Matrix, type Ranges } from "@nestvec/core/vectors";

/** What the numbers of stored vectors are: `binary` is one bit a number, eight in a byte, the first in the highest bit. */
export type VectorType = "float32" | "float16" | "int8" | "uint8" | "binary";

/** All of them. */
export const vectorTypes: readonly VectorType[] = ["float32", "float16", "int8", "uint8", "binary"];

/** Stored vectors of some rows: `[rows, width]` numbers of the type. */
export interface VectorColumn {
  readonly type: VectorType;
  /** Numbers, or bytes of packed bits, of a vector. */
  readonly width: number;
  readonly rows: number;
  /** The numbers; of float16 the bit patterns. Rows without a vector are zeros. */
  readonly data: Float32Array | Uint16Array | Int8Array | Uint8Array;
  /** Whether each row has a vector; left out: all have. */
  readonly valid?: readonly boolean[] | undefined;
}

/** How many items a stored vector of so many numbers has. */
export function storedWidth(type: VectorType, dimension: number): number {
  return type === "binary" ? Math.ceil(dimension / 8) : dimension;
}

/** Whether vectors of a type need ranges, which stand beside them. */
export function needsRanges(type: VectorType): type is "int8" | "uint8" {
  return type === "int8" || type === "uint8";
}

/** Vectors as they are stored. `ranges`: those of int8 and uint8. @throws NestvecError ARGUMENT_INVALID where these are missing */
export function storeVectors(matrix: Matrix, type: VectorType, ranges: Ranges | undefined): VectorColumn {
  const { rows, width } = matrix;
  if (type === "float32") return { type, width, rows, data: matrix.data };
  if (type === "float16") return { type, width, rows, data: toFloat16(new Float32Array(matrix.data)).halves };
  if (type === "binary") {
    const packed = packUbinary(matrix);
    return { type, width: packed.width, rows, data: packed.data };
  }
  if (rows === 0) return { type, width, rows, data: type === "int8" ? new Int8Array() : new Uint8Array() };
  const known = requireRanges(ranges, type);
  return { type, width, rows, data: (type === "int8" ? quantizeInt8(matrix, known) : quantizeUint8(matrix, known)).data };
}

/** Stored vectors as float32 again, `[rows, dimension]`. @throws NestvecError ARGUMENT_INVALID for bits, which have lost their numbers */
export function floatVectors({ type, width, rows, data }: VectorColumn, ranges: Ranges | undefined): Matrix {
  if (data instanceof Float32Array) return { data, rows, width };
  if (data instanceof Uint16Array) return { data: float16ToFloat32(data), rows, width };
  if (type === "binary") {
    throw new NestvecError("ARGUMENT_INVALID", {
      argument: "table",
      found: "a table of bits",
      expected: "one of float32, float16, int8 or uint8",
    });
  }
  if (rows === 0) return { data: new Float32Array(), rows, width };
  const known = requireRanges(ranges, type);
  return dequantize(data instanceof Int8Array ? { type: "int8", data, rows, width } : { type: "uint8", data, rows, width }, known);
}

function requireRanges(ranges: Ranges | undefined, type: VectorType): Ranges {
  if (ranges !== undefined) return ranges;
  throw new NestvecError("ARGUMENT_INVALID", { argument: "ranges", found: "missing", expected: `there for vectors of ${type}` });
}

/** The vectors of some rows spread over more rows: `places` says where each goes; rows between them have none. */
export function spreadVectors(vectors: VectorColumn, places: readonly number[], rows: number): VectorColumn {
  if (places.length === rows) return vectors;
  const { width, data } = vectors;
  const spread = new (data.constructor as new (length: number) => typeof data)(rows * width);
  const valid = Array.from({ length: rows }, () => false);
  for (const [row, place] of places.entries()) {
    spread.set(data.subarray(row * width, (row + 1) * width), place * width);
    valid[place] = true;
  }
  return { ...vectors, rows, data: spread, valid };
}
