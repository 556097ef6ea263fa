import { deserialize, serialize } from "node:v8";
import { isError } from "@nestvec/core";
import type { OnnxRuntime } from "@nestvec/core/onnx-runtime";

/**
 * ONNX Runtime for code of whichever realm. It knows arrays by their class, and in a test runner's context (Jest, Vitest's vm pools) the class
 * `BigInt64Array` is another than Node's.
 */
export function acrossRealms(onnx: OnnxRuntime): OnnxRuntime {
  if (takes(onnx, BigInt64Array.of(0n))) return onnx;
  const Tensor = new Proxy(onnx.Tensor, {
    construct: (target, [type, data, dims]: [never, unknown, readonly number[]]) => new target(type, inOwnRealmOfNode(data), dims),
  });
  return { InferenceSession: onnx.InferenceSession, Tensor };
}

function takes({ Tensor }: OnnxRuntime, data: BigInt64Array): boolean {
  try {
    return new Tensor("int64" as never, data as never, [data.length]).data === data;
  } catch (error) {
    if (!isError(error)) throw error;
    return false;
  }
}

/** What Node's own serializer reads is of Node's own realm. */
const inOwnRealmOfNode = (data: unknown): never => deserialize(serialize(data)) as never;
