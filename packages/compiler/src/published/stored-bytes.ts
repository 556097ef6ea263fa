import type { TypedTensor } from "../weights/typed-tensor.ts";

/** Tensors of fewer bytes stay in the graph. */
export const fewestBytes = 1024;

/** A tensor of any type as the bytes that it has in a file of weights. */
export const storedBytes = (name: string, bytes: number, content: () => AsyncIterable<Uint8Array>): TypedTensor => ({
  name,
  dims: [bytes],
  type: "uint8",
  bytes: content,
});
