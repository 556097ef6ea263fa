import { initializer, node, onnxModel, value } from "@nestvec/onnx/writer";

/** The inner and outer sizes of a matrix of weights, `[inner, columns]`. */
export interface ProductSize {
  readonly inner: number;
  readonly columns: number;
}

/**
 * An ONNX graph of one matrix product: `product = rows × weights`, `[rows, inner] × [inner, columns]`. The weights are a constant, as in a model,
 * so that ONNX Runtime packs them for this processor when it opens the graph.
 */
export function productGraph({ inner, columns }: ProductSize, weights: Float32Array): Uint8Array {
  return onnxModel({
    nodes: [node("MatMul", ["rows", "weights"], ["product"])],
    initializers: [initializer("weights", [inner, columns], "float32", weights)],
    inputs: [value("rows", "float32", ["rows", inner])],
    outputs: [value("product", "float32", ["rows", columns])],
  });
}
