import { configInvalid } from "../config/config-value.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { float16ToFloat32 } from "../runtime/float16.ts";
import type { FileSource } from "../runtime/runtime.ts";
import type { SafetensorsHeader } from "./safetensors-header.ts";

/** Row-major float32 numbers with their shape. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** How the numbers of each type become float32. The bytes are aligned. Like the format, this is for little-endian machines. */
const converters: ReadonlyMap<string, (bytes: ArrayBuffer) => Float32Array> = new Map([
  ["F64", (bytes) => Float32Array.from(new Float64Array(bytes))],
  ["F32", (bytes) => new Float32Array(bytes)],
  ["F16", (bytes) => float16ToFloat32(new Uint16Array(bytes))],
  ["BF16", bfloat16ToFloat32],
]);

/**
 * Reads one tensor of numbers as float32.
 * @throws NestvecError CONFIG_INVALID where there is none of that name, or it holds other than F64, F32, F16 or BF16; FILE_TRUNCATED
 */
export async function readFloats(source: FileSource, { file, tensors }: SafetensorsHeader, name: string): Promise<FloatTensor> {
  const entry = tensors.get(name);
  if (entry === undefined) {
    const names = Array.from(tensors.keys()).slice(0, 8).join(", ");
    throw configInvalid({ file, key: name, value: undefined }, `there; the file has ${names === "" ? "no tensor" : names}`);
  }
  const convert = converters.get(entry.type);
  if (convert === undefined) throw configInvalid({ file, key: `${name}.dtype`, value: entry.type }, "F32, F16, BF16 or F64");
  const bytes = await source.readSlice(file, entry.start, entry.end);
  if (bytes.length !== entry.end - entry.start)
    throw new NestvecError("FILE_TRUNCATED", { file, bytes: entry.start + bytes.length, needed: entry.end, neededBy: "its own header" });
  // A copy of its own begins at 0, as arrays of numbers need it.
  const aligned = new Uint8Array(bytes.length);
  aligned.set(bytes);
  return { shape: entry.shape, data: convert(aligned.buffer) };
}

/** The upper halves of float32 numbers. */
function bfloat16ToFloat32(bytes: ArrayBuffer): Float32Array {
  const halves = new Uint16Array(bytes);
  const bits = new Uint32Array(halves.length);
  for (let index = 0; index < halves.length; index++) bits[index] = (halves[index] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}
