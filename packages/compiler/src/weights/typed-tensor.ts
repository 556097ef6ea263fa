import type { ElementType } from "@nestvec/onnx/writer";
import type { StoredTensor } from "./stored-tensor.ts";

/** A tensor as a file of weights holds it, in an element type of ONNX. */
export interface TypedTensor {
  /** Its name in the graphs. */
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: ElementType;
  /** Its elements from the first to the last, as they lie in the file, in parts of bounded size. */
  bytes(): AsyncIterable<Uint8Array>;
}

/** Bytes of one element. */
const elementBytes: Readonly<Record<ElementType, number>> = { float32: 4, uint8: 1, int8: 1, int32: 4, int64: 8, bool: 1, float16: 2 };

/** Bytes of a whole tensor. */
export const byteLength = ({ dims, type }: Pick<TypedTensor, "dims" | "type">): number =>
  elementBytes[type] * dims.reduce((product, size) => product * size, 1);

/** A tensor whose numbers are kept as they are. */
export const asFloat32 = ({ name, dims, numbers }: StoredTensor): TypedTensor => ({
  name,
  dims,
  type: "float32",
  async *bytes() {
    for await (const part of numbers()) yield new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  },
});
