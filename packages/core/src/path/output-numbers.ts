import type { OutputQuantization } from "@nestvec/onnx";
import { NestvecError } from "../errors/nestvec-error.ts";
import { isFloat32Array, isInt8Array, isUint16Array, isUint8Array } from "../platform/typed-arrays.ts";
import { float16ToFloat32 } from "../runtime/float16.ts";
import type { GraphValue } from "../runtime/runtime.ts";
import type { Tensor } from "../runtime/tensor.ts";

/** The types of an output that can be read. */
export const readableTypes = ["float32", "float16", "int8", "uint8"] as const;

/** The numbers of a tensor as float32, whole ones as they are; undefined for a tensor of another type. */
export function float32Data({ type, data }: Tensor): Float32Array | undefined {
  if (type === "float32" && isFloat32Array(data)) return data;
  if ((type === "int8" && isInt8Array(data)) || (type === "uint8" && isUint8Array(data))) return Float32Array.from(data);
  if (type !== "float16") return undefined;
  if (isUint16Array(data)) return float16ToFloat32(data);
  return isNumbers(data) ? Float32Array.from(data) : undefined;
}

/** A `Float16Array`, which this compiler's library does not know yet: a view of 2-byte elements that reads as numbers. */
function isNumbers(data: unknown): data is ArrayLike<number> {
  return ArrayBuffer.isView(data) && "BYTES_PER_ELEMENT" in data && data.BYTES_PER_ELEMENT === 2 && "length" in data;
}

/** Turns the whole numbers of an output into those that they stand for, in place. */
export function dequantize(data: Float32Array, { scale, zeroPoint }: Pick<OutputQuantization, "scale" | "zeroPoint">): Float32Array {
  for (let index = 0; index < data.length; index++) data[index] = ((data[index] ?? 0) - zeroPoint) * scale;
  return data;
}

/**
 * What the whole numbers of an output stand for, where the graph says it. Those of int8 without it are taken as they are, with 0 for zero, as
 * models that give int8 mean them; in uint8, zero is some number in the middle, and a cosine of numbers that are all positive says nothing.
 * @throws NestvecError GRAPH_INVALID
 */
export function quantizationOf(
  output: string,
  outputs: readonly Pick<GraphValue, "name" | "type">[],
  known: readonly OutputQuantization[],
  graph: string,
): OutputQuantization | undefined {
  const found = known.find(({ name }) => name === output);
  if (found !== undefined || outputs.find(({ name }) => name === output)?.type !== "uint8") return found;
  const problem = `its output "${output}" is uint8, and no QuantizeLinear with a constant scale and zero point makes it, so what its numbers stand for is unknown; export it with a float32 output`;
  throw new NestvecError("GRAPH_INVALID", { graph, problem });
}
