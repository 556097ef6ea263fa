/** A message of ONNX's protobuf schema (onnx.proto) that can lead to weights, operators, or the shapes of inputs and outputs. */
export type OnnxMessage =
  | "model"
  | "graph"
  | "node"
  | "attribute"
  | "function"
  | "tensor"
  | "entry"
  | "input"
  | "output"
  | "type"
  | "tensorType"
  | "shape"
  | "dimension";

/** Which fields of each message, by number, hold another message that is walked through. */
export const nestedMessages: { readonly [Message in OnnxMessage]: Readonly<Record<number, OnnxMessage>> } = {
  model: { 7: "graph", 25: "function" },
  graph: { 1: "node", 5: "tensor", 11: "input", 12: "output" },
  function: { 7: "node" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph" },
  tensor: { 13: "entry" },
  entry: {},
  input: { 2: "type" },
  output: { 2: "type" },
  type: { 1: "tensorType" },
  tensorType: { 2: "shape" },
  shape: { 1: "dimension" },
  dimension: {},
};

// Fields read here, as message and number. An entry is a `StringStringEntryProto`; inputs and outputs are `ValueInfoProto`s.
export const modelGraph = "model 7";
export const nodeInput = "node 1";
export const nodeOutput = "node 2";
export const nodeOperator = "node 4";
export const tensorType = "tensor 2";
export const tensorFloats = "tensor 4";
export const tensorIntegers = "tensor 5";
export const tensorRaw = "tensor 9";
export const nodeDomain = "node 7";
export const tensorDimension = "tensor 1";
export const tensorName = "tensor 8";
export const tensorDataLocation = "tensor 14";
export const entryKey = "entry 1";
export const entryValue = "entry 2";
export const inputName = "input 1";
export const outputName = "output 1";
export const elementType = "tensorType 1";
export const dimensionSize = "dimension 1";

/** The highest field number of `ModelProto`. */
export const lastModelField = 26;

/** `TensorProto.DataLocation.EXTERNAL`: the weights are in another file. */
export const externalLocation = 1;
