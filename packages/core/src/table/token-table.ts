import { configInvalid } from "../config/config-value.ts";
import type { TableDescription, TableTensor } from "../model/tables/table-description.ts";
import { float16Values } from "../runtime/float16.ts";
import type { FileSource } from "../runtime/runtime.ts";
import { arrayOver, floatsOf, isFloatType, readTensorBytes } from "../safetensors/tensor-numbers.ts";

/** Rows of a static model's table. Float16 and int8 are kept as they are: they are half and a quarter of the memory. */
export interface TokenTable {
  readonly vectors: Float32Array | Uint16Array | Int8Array;
  readonly width: number;
  readonly mapping: Int32Array | undefined;
  readonly weights: Float32Array | undefined;
}

/**
 * Reads the whole table: it is not copied where the source gives aligned bytes, as a folder does.
 * @throws NestvecError FILE_TRUNCATED, CONFIG_INVALID
 */
export async function readTable(source: FileSource, { vectors, mapping, weights, width }: TableDescription): Promise<TokenTable> {
  const rows = vectors.shape[0] ?? 0;
  return {
    vectors: numbersOf(vectors, await readTensorBytes(source, vectors)),
    width,
    mapping: mapping === undefined ? undefined : rowsOf(mapping, await readTensorBytes(source, mapping), rows),
    weights: weights === undefined ? undefined : await weightsOf(source, weights),
  };
}

/** A copy: what the source gave may be a part of the whole file. */
async function weightsOf(source: FileSource, weights: TableTensor): Promise<Float32Array | undefined> {
  const { type } = weights;
  return isFloatType(type) ? Float32Array.from(floatsOf(await readTensorBytes(source, weights), type)) : undefined;
}

/** Those of float16 and int8 stay as they are. */
function numbersOf({ type }: TableTensor, bytes: Uint8Array): TokenTable["vectors"] {
  if (type === "F16") return arrayOver(bytes, 2, (buffer, start, length) => new Uint16Array(buffer, start, length));
  if (isFloatType(type)) return floatsOf(bytes, type);
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The row of each token. @throws NestvecError CONFIG_INVALID where there is no such row */
function rowsOf({ type, name, file }: TableTensor, bytes: Uint8Array, rows: number): Int32Array {
  const given =
    type === "I64"
      ? Array.from(
          arrayOver(bytes, 8, (buffer, start, length) => new BigInt64Array(buffer, start, length)),
          Number,
        )
      : arrayOver(bytes, 4, (buffer, start, length) => new Int32Array(buffer, start, length));
  const wrong = given.findIndex((row) => row < 0 || row >= rows);
  if (wrong >= 0) throw configInvalid({ file, key: `${name}.${wrong}`, value: given[wrong] }, `a row of the table, from 0 to ${rows - 1}`);
  return Int32Array.from(given);
}

/**
 * Adds the rows of some tokens to sums, times their weights. `ids` are those of the table.
 */
export function addRows({ vectors, width, mapping, weights }: TokenTable, ids: Int32Array, sums: Float64Array): void {
  const add = vectors.BYTES_PER_ELEMENT === 2 ? addHalves : addNumbers;
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at] ?? 0;
    const start = (mapping === undefined ? id : (mapping[id] ?? 0)) * width;
    add(vectors, start, weights === undefined ? 1 : (weights[id] ?? 0), sums);
  }
}

function addNumbers(vectors: TokenTable["vectors"], start: number, weight: number, sums: Float64Array): void {
  for (let d = 0; d < sums.length; d++) sums[d] = (sums[d] ?? 0) + weight * (vectors[start + d] ?? 0);
}

function addHalves(vectors: TokenTable["vectors"], start: number, weight: number, sums: Float64Array): void {
  const values = float16Values();
  for (let d = 0; d < sums.length; d++) sums[d] = (sums[d] ?? 0) + weight * (values[vectors[start + d] ?? 0] ?? 0);
}
