import type { InferenceSession, Tensor } from "onnxruntime-common";
import type { NativeValue } from "./binding.ts";

/** ONNX's types of elements by their number, as far as a `Tensor` can hold them. @see onnx.proto, TensorProto.DataType */
const types: Readonly<Record<number, Tensor.Type>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  8: "string",
  9: "bool",
  10: "float16",
  11: "float64",
  12: "uint32",
  13: "uint64",
  21: "uint4",
  22: "int4",
};

/** An input or output as ONNX Runtime's JavaScript API describes it. @throws Error for a type that no tensor here can hold */
export function describeValue({ name, isTensor, type, shape, symbolicDimensions }: NativeValue): InferenceSession.ValueMetadata {
  if (!isTensor) return { name, isTensor: false };
  const known = types[type];
  if (known === undefined) throw new Error(`"${name}" is of ONNX's type ${type}, which no tensor here can hold.`);
  return { name, isTensor: true, type: known, shape: shape.map((size, axis) => (size < 0 ? (symbolicDimensions[axis] ?? "") : size)) };
}
