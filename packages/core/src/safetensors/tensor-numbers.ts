import { NestvecError } from "../errors/nestvec-error.ts";
import { float16ToFloat32 } from "../runtime/float16.ts";
import type { FileSource } from "../runtime/runtime.ts";

/** Where a tensor's bytes lie. */
export interface TensorPlace {
  readonly file: string;
  /** Bytes from the start of the file. */
  readonly start: number;
  readonly end: number;
}

/** More than a system call reads at once: 2 GiB. */
const largestRead = 2 ** 30;

/** Reads a tensor's bytes. They are not copied where the source gives them in one piece. @throws NestvecError FILE_TRUNCATED */
export async function readTensorBytes(source: FileSource, { file, start, end }: TensorPlace): Promise<Uint8Array> {
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

/** The types whose numbers are read as float32. */
export type FloatType = (typeof floatTypes)[number];

/** In the order of their names in messages. */
export const floatTypes = ["F32", "F16", "BF16", "F64"] as const;

/** Whether the numbers of a type are read as float32. */
export const isFloatType = (type: string): type is FloatType => (floatTypes as readonly string[]).includes(type);

/** The numbers of some bytes as float32; those of F32 are not copied where they begin where such an array may. Like the formats, for little-endian machines. */
export function floatsOf<Buffer extends ArrayBufferLike>(bytes: Uint8Array<Buffer>, type: FloatType): Float32Array<Buffer | ArrayBuffer> {
  if (type === "F32") return arrayOver(bytes, 4, (buffer, start, length) => new Float32Array(buffer, start, length));
  if (type === "F64") return Float32Array.from(arrayOver(bytes, 8, (buffer, start, length) => new Float64Array(buffer, start, length)));
  const halves = arrayOver(bytes, 2, (buffer, start, length) => new Uint16Array(buffer, start, length));
  return type === "F16" ? float16ToFloat32(halves) : bfloat16ToFloat32(halves);
}

/** An array of elements of `size` bytes over some bytes, over a copy of them where they do not begin where such an array may. */
export function arrayOver<Buffer extends ArrayBufferLike, T>(
  bytes: Uint8Array<Buffer>,
  size: number,
  over: (buffer: Buffer | ArrayBuffer, start: number, length: number) => T,
): T {
  const { buffer, byteOffset, length } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return over(buffer, byteOffset, length / size);
}

/** The upper halves of float32 numbers. */
function bfloat16ToFloat32(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(halves.length);
  for (let index = 0; index < halves.length; index++) bits[index] = (halves[index] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}
