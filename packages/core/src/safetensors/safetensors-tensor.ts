import { configInvalid } from "../config/config-value.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { float16ToFloat32 } from "../runtime/float16.ts";
import type { FileSource } from "../runtime/runtime.ts";
import type { SafetensorsEntry, SafetensorsHeader } from "./safetensors-header.ts";

/** Row-major float32 numbers with their shape. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** How the numbers of each type become float32. The bytes are aligned. Like the format, this is for little-endian machines. */
const converters: ReadonlyMap<string, (bytes: ArrayBuffer) => Float32Array<ArrayBuffer>> = new Map([
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
  return { shape: entry.shape, data: await readFloatRange(source, file, entry) };
}

/**
 * Reads some numbers of a tensor as float32: from number `from` up to, not including, number `to`; by default all.
 * @throws NestvecError CONFIG_INVALID where it holds other than F64, F32, F16 or BF16; FILE_TRUNCATED
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { referenceModels } from "@nestvec/conformance/models";
 * import { readFloatRange, readSafetensorsHeader } from "@nestvec/core/compile";
 * import { directory } from "@nestvec/runtime-node";
 *
 * const source = directory(fileURLToPath(new URL("tiny-modernbert-source", referenceModels)));
 * const { file, tensors } = await readSafetensorsHeader(source, "model.safetensors");
 * const norm = tensors.get("final_norm.weight");
 * if (norm !== undefined) console.log((await readFloatRange(source, file, norm, 0, 8)).length); // → 8
 * ```
 */
export async function readFloatRange(
  source: FileSource,
  file: string,
  { name, type, shape, start, end }: SafetensorsEntry,
  from: number = 0,
  to?: number,
): Promise<Float32Array<ArrayBuffer>> {
  const convert = converters.get(type);
  if (convert === undefined) throw configInvalid({ file, key: `${name}.dtype`, value: type }, "F32, F16, BF16 or F64");
  const elements = shape.reduce((product, size) => product * size, 1);
  const bytesEach = elements === 0 ? 0 : (end - start) / elements;
  const [first, last] = [start + from * bytesEach, to === undefined ? end : start + to * bytesEach];
  const bytes = await source.readSlice(file, first, last);
  if (bytes.length !== last - first)
    throw new NestvecError("FILE_TRUNCATED", { file, bytes: first + bytes.length, needed: last, neededBy: "its own header" });
  // A copy of its own begins at 0, as arrays of numbers need it.
  const aligned = new Uint8Array(bytes.length);
  aligned.set(bytes);
  return convert(aligned.buffer);
}

/** The upper halves of float32 numbers. */
function bfloat16ToFloat32(bytes: ArrayBuffer): Float32Array<ArrayBuffer> {
  const halves = new Uint16Array(bytes);
  const bits = new Uint32Array(halves.length);
  for (let index = 0; index < halves.length; index++) bits[index] = (halves[index] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}
