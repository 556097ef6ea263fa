/** A message of ONNX's protobuf schema (onnx.proto) that can lead to weights. */
export type OnnxMessage = "model" | "graph" | "node" | "attribute" | "function" | "tensor" | "entry";

/** Which fields of each message, by number, hold another message that can lead to weights. */
export const nestedMessages: { readonly [Message in OnnxMessage]: Readonly<Record<number, OnnxMessage>> } = {
  model: { 7: "graph", 25: "function" },
  graph: { 1: "node", 5: "tensor" },
  function: { 7: "node" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph" },
  tensor: { 13: "entry" },
  entry: {},
};

// Fields read here, as message and number. An entry is a `StringStringEntryProto`.
export const modelGraph = "model 7";
export const tensorName = "tensor 8";
export const tensorDataLocation = "tensor 14";
export const entryKey = "entry 1";
export const entryValue = "entry 2";

/** The highest field number of `ModelProto`. */
export const lastModelField = 26;

/** `TensorProto.DataLocation.EXTERNAL`: the weights are in another file. */
export const externalLocation = 1;
