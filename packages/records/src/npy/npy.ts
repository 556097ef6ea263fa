import { endianness } from "node:os";
import { NestvecError } from "@nestvec/core";
import type { Matrix } from "@nestvec/core/vectors";
import { isEnoughHead, isNumPy } from "../text/encoding.ts";
import { headOf } from "../text/head.ts";

/** An array of NumPy: its shape, and its rows, some at a time. */
export interface NpyArray {
  readonly rows: number;
  readonly width: number;
  readonly groups: AsyncIterable<Matrix>;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
const numberBytes = Float32Array.BYTES_PER_ELEMENT;

/**
 * The first 128 bytes of an npy file: magic, version 1.0, length of the rest, a Python dict, spaces, a newline. `type`: what NumPy calls the numbers;
 * default `<f4`, little-endian float32.
 * @example
 * ```ts
 * import { npyHeader } from "@nestvec/records";
 *
 * const header = npyHeader(1000, 384);
 * console.log(header.length, Buffer.from(header).toString("latin1").slice(10).trim());
 * // → 128 {'descr': '<f4', 'fortran_order': False, 'shape': (1000, 384), }
 * ```
 */
export function npyHeader(rows: number, width: number, type = "<f4"): Uint8Array {
  const headerBytes = 128;
  const beforeDictionary = 10;
  const header = Buffer.alloc(headerBytes, " ");
  header.set([...magic, 1, 0]);
  header.writeUInt16LE(headerBytes - beforeDictionary, 8);
  header.write(`{'descr': '${type}', 'fortran_order': False, 'shape': (${rows}, ${width}), }`, beforeDictionary);
  header.write("\n", headerBytes - 1);
  return header;
}

/**
 * Numbers as an npy file with that header holds them.
 * @example
 * ```ts
 * import { littleEndian } from "@nestvec/records";
 *
 * console.log(Buffer.from(littleEndian(Float32Array.of(1, 0.5))).toString("hex")); // → 0000803f0000003f
 * ```
 */
export function littleEndian(numbers: Float32Array): Uint8Array {
  const bytes = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return endianness() === "LE" ? bytes : Buffer.from(bytes).swap32();
}

/**
 * Whether a stream is an array of NumPy, by its first bytes, and the stream from its beginning, to be read in place of the one given.
 * @example
 * ```ts
 * import { Readable } from "node:stream";
 * import { detectNpy, npyHeader } from "@nestvec/records";
 *
 * const { isNpy } = await detectNpy(Readable.from([npyHeader(0, 384)]));
 * console.log(isNpy); // → true
 * ```
 */
export async function detectNpy(
  stream: AsyncIterable<Uint8Array>,
): Promise<{ readonly isNpy: boolean; readonly chunks: AsyncIterable<Uint8Array> }> {
  const { head, chunks } = await headOf(stream, isEnoughHead);
  return { isNpy: isNumPy(head), chunks };
}

/**
 * Reads an npy file (versions 1 to 3) of float32 numbers `[rows, width]`, a group of rows for each chunk that completes any.
 * @throws NestvecError FILE_NOT_READABLE where it holds something else or is cut short
 * @example
 * ```ts
 * import { Readable } from "node:stream";
 * import { littleEndian, npyHeader, readNpy } from "@nestvec/records";
 *
 * const bytes = Readable.from([npyHeader(2, 2), littleEndian(Float32Array.of(1, 0, 0, 1))]); // or createReadStream("vectors.npy")
 * const { rows, width, groups } = await readNpy(bytes, "vectors.npy");
 * for await (const { data } of groups) console.log(`of ${rows} × ${width}: ${data.join(", ")}`); // → of 2 × 2: 1, 0, 0, 1
 * ```
 */
export async function readNpy(chunks: AsyncIterable<Uint8Array>, file: string): Promise<NpyArray> {
  const bytes = byteReader(chunks);
  const start = await bytes.take(8);
  if (start === undefined || !magic.every((byte, place) => start[place] === byte)) throw unusable(file, "it is no array of NumPy");
  const lengthBytes = (start[6] ?? 0) > 1 ? 4 : 2;
  const length = await bytes.take(lengthBytes);
  const dictionary = length === undefined ? undefined : await bytes.take(lengthBytes === 4 ? length.readUInt32LE() : length.readUInt16LE());
  if (dictionary === undefined) throw unusable(file, "its header is cut short");
  const { rows, width } = shapeOf(dictionary.toString("latin1"), file);
  return { rows, width, groups: numberRows(bytes, rows, width, file) };
}

function shapeOf(header: string, file: string): { readonly rows: number; readonly width: number } {
  const type = /'descr': *'([^']*)'/.exec(header)?.[1];
  const shape =
    /'shape': *\(([\d, ]*)\)/
      .exec(header)?.[1]
      ?.split(",")
      .filter((size) => size.trim() !== "")
      .map(Number) ?? [];
  const [rows, width] = shape;
  const isRows = shape.length === 2 && rows !== undefined && width !== undefined && width > 0;
  if (type === "<f4" && isRows && /'fortran_order': *False/.test(header)) return { rows, width };
  const found = `numbers of type ${type ?? "unknown"} and shape (${shape.join(", ")})`;
  throw unusable(file, `it holds ${found} and must hold little-endian float32 ("<f4") of shape (rows, dimension), row by row`);
}

async function* numberRows(bytes: ByteReader, rows: number, width: number, file: string): AsyncGenerator<Matrix> {
  const rowBytes = width * numberBytes;
  for (let read = 0; read < rows;) {
    const some = await bytes.takeMultiple(rowBytes, rows - read);
    if (some === undefined) {
      const problem = `it ends after ${read.toLocaleString("en-US")} of ${rows.toLocaleString("en-US")} rows`;
      throw unusable(file, problem);
    }
    const data = new Float32Array(some.length / numberBytes);
    const view = new DataView(some.buffer, some.byteOffset, some.byteLength);
    for (let i = 0; i < data.length; i++) data[i] = view.getFloat32(i * numberBytes, true);
    const count = some.length / rowBytes;
    yield { data, rows: count, width };
    read += count;
  }
}

/** Takes bytes off a stream. */
interface ByteReader {
  /** So many bytes, or undefined where there are fewer. */
  take(count: number): Promise<Buffer | undefined>;
  /** What there is of whole units, at least one and at most `most`, or undefined where there is none. */
  takeMultiple(unit: number, most: number): Promise<Buffer | undefined>;
}

function byteReader(chunks: AsyncIterable<Uint8Array>): ByteReader {
  const source = chunks[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  const fill = async (count: number): Promise<boolean> => {
    const parts: Uint8Array[] = [held];
    let length = held.length;
    while (length < count) {
      const { done, value } = await source.next();
      if (done === true) break;
      parts.push(value);
      length += value.length;
    }
    if (parts.length > 1) held = Buffer.concat(parts, length);
    return length >= count;
  };
  const cut = (count: number): Buffer => {
    const taken = held.subarray(0, count);
    held = held.subarray(count);
    return taken;
  };
  return {
    take: async (count) => ((await fill(count)) ? cut(count) : undefined),
    takeMultiple: async (unit, most) => ((await fill(unit)) ? cut(unit * Math.min(most, Math.floor(held.length / unit))) : undefined),
  };
}

const unusable = (file: string, problem: string): NestvecError => new NestvecError("FILE_NOT_READABLE", { file, problem });
