import { configInvalid } from "../config/config-value.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { TableDescription, TableTensor } from "../model/tables/table-description.ts";
import { float16Values } from "../runtime/float16.ts";
import type { FileSource } from "../runtime/runtime.ts";

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
    vectors: numbersOf(vectors, await readTensor(source, vectors)),
    width,
    mapping: mapping === undefined ? undefined : rowsOf(mapping, await readTensor(source, mapping), rows),
    weights: weights === undefined ? undefined : Float32Array.from(floatsOf(weights, await readTensor(source, weights))),
  };
}

/** More than a system call reads at once: 2 GiB. */
const largestRead = 2 ** 30;

async function readTensor(source: FileSource, { file, start, end }: TableTensor): Promise<Uint8Array> {
  const slice = async (from: number, to: number): Promise<Uint8Array> => {
    const bytes = await source.readSlice(file, from, to);
    if (bytes.length === to - from) return bytes;
    throw new NestvecError("FILE_TRUNCATED", { file, bytes: from + bytes.length, needed: end, neededBy: "its own header" });
  };
  if (end - start <= largestRead) return slice(start, end);
  const all = new Uint8Array(end - start);
  for (let from = start; from < end; from += largestRead) all.set(await slice(from, Math.min(end, from + largestRead)), from - start);
  return all;
}

/** The numbers of some bytes, like the formats themselves for little-endian machines. */
function numbersOf(tensor: TableTensor, bytes: Uint8Array): TokenTable["vectors"] {
  if (tensor.type === "I8") return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  if (tensor.type === "F16") return view(bytes, 2, (buffer, start, length) => new Uint16Array(buffer, start, length));
  return floatsOf(tensor, bytes);
}

function floatsOf({ type }: TableTensor, bytes: Uint8Array): Float32Array {
  if (type === "F32") return view(bytes, 4, (buffer, start, length) => new Float32Array(buffer, start, length));
  if (type === "F64") return Float32Array.from(view(bytes, 8, (buffer, start, length) => new Float64Array(buffer, start, length)));
  const halves = view(bytes, 2, (buffer, start, length) => new Uint16Array(buffer, start, length));
  if (type === "F16") return Float32Array.from(halves, (bits) => float16Values()[bits] ?? 0);
  // bfloat16: the upper halves of float32 numbers.
  return new Float32Array(Uint32Array.from(halves, (bits) => bits << 16).buffer);
}

/** An array over some bytes, over a copy of them where they do not begin where such an array may. */
function view<T>(bytes: Uint8Array, size: number, over: (buffer: ArrayBufferLike, start: number, length: number) => T): T {
  const { buffer, byteOffset, length } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return over(buffer, byteOffset, length / size);
}

/** The row of each token. @throws NestvecError CONFIG_INVALID where there is no such row */
function rowsOf({ type, name, file }: TableTensor, bytes: Uint8Array, rows: number): Int32Array {
  const given =
    type === "I64"
      ? Array.from(
          view(bytes, 8, (buffer, start, length) => new BigInt64Array(buffer, start, length)),
          Number,
        )
      : view(bytes, 4, (buffer, start, length) => new Int32Array(buffer, start, length));
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
