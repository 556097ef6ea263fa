import { configInvalid } from "../config/config-value.ts";
import type { FileSource } from "../runtime/runtime.ts";
import type { SafetensorsEntry, SafetensorsHeader } from "./safetensors-header.ts";
import { floatsOf, isFloatType, readTensorBytes } from "./tensor-numbers.ts";

/** Row-major float32 numbers with their shape. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

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
  if (!isFloatType(type)) throw configInvalid({ file, key: `${name}.dtype`, value: type }, "F32, F16, BF16 or F64");
  const elements = shape.reduce((product, size) => product * size, 1);
  const bytesEach = elements === 0 ? 0 : (end - start) / elements;
  const place = { file, start: start + from * bytesEach, end: to === undefined ? end : start + to * bytesEach };
  // A copy of its own: callers may write into it.
  return floatsOf((await readTensorBytes(source, place)).slice(), type);
}
