export {
  elementTypes,
  initializer,
  node,
  onnxAddition,
  onnxModel,
  value,
  type ElementType,
  type Graph,
  type Message,
  type TensorData,
} from "./onnx-writer.ts";
