/** A message of ONNX's protobuf schema (onnx.proto) that is walked through. */
export type OnnxMessage =
  | "model"
  | "operatorSet"
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

/** A field of one of these messages that is looked at. */
export type OnnxField = `${OnnxMessage}.${string}`;

/**
 * What a field holds: another message; a text; bytes; a whole number or a float of 4 bytes; or a list of whole numbers, floats, or doubles of 8 bytes,
 * packed or one by one.
 */
export type FieldKind = "message" | "text" | "bytes" | "number" | "float" | "numbers" | "floats" | "doubles";

/** One field of a message. */
export interface FieldSchema {
  readonly name: OnnxField;
  readonly kind: FieldKind;
  readonly message: OnnxMessage | undefined;
  /** Whether it may stand in a message more than once. */
  readonly isList: boolean;
}

const field = (name: OnnxField, kind: FieldKind, isList = false): FieldSchema => ({ name, kind, message: undefined, isList });
const list = (name: OnnxField, kind: FieldKind): FieldSchema => field(name, kind, true);
const nested = (name: OnnxField, message: OnnxMessage): FieldSchema => ({ name, kind: "message", message, isList: false });
const nestedList = (name: OnnxField, message: OnnxMessage): FieldSchema => ({ name, kind: "message", message, isList: true });

/** The fields that are looked at, by message and number. An entry is a `StringStringEntryProto`; inputs and outputs are `ValueInfoProto`s. */
export const onnxSchema: { readonly [Message in OnnxMessage]: Readonly<Record<number, FieldSchema>> } = {
  model: {
    1: field("model.irVersion", "number"),
    // Files put one after the other are one model, whose graph has the parts of both.
    7: nestedList("model.graph", "graph"),
    8: nestedList("model.operatorSet", "operatorSet"),
    20: list("model.training", "bytes"),
    25: nestedList("model.function", "function"),
  },
  operatorSet: { 1: field("operatorSet.domain", "text"), 2: field("operatorSet.version", "number") },
  graph: {
    1: nestedList("graph.node", "node"),
    5: nestedList("graph.initializer", "tensor"),
    11: nestedList("graph.input", "input"),
    12: nestedList("graph.output", "output"),
    15: list("graph.sparse", "bytes"),
  },
  function: {
    1: field("function.name", "text"),
    7: nestedList("function.node", "node"),
    9: nestedList("function.operatorSet", "operatorSet"),
    10: field("function.domain", "text"),
    11: nestedList("function.attribute", "attribute"),
    13: field("function.overload", "text"),
  },
  node: {
    1: list("node.input", "text"),
    2: list("node.output", "text"),
    4: field("node.operator", "text"),
    5: nestedList("node.attribute", "attribute"),
    7: field("node.domain", "text"),
    8: field("node.overload", "text"),
  },
  attribute: {
    1: field("attribute.name", "text"),
    2: field("attribute.float", "float"),
    3: field("attribute.number", "number"),
    5: nested("attribute.tensor", "tensor"),
    6: nested("attribute.graph", "graph"),
    7: list("attribute.floats", "floats"),
    8: list("attribute.numbers", "numbers"),
    10: nestedList("attribute.tensors", "tensor"),
    11: nestedList("attribute.graphs", "graph"),
    22: list("attribute.sparse", "bytes"),
    23: list("attribute.sparseList", "bytes"),
  },
  tensor: {
    1: list("tensor.dimensions", "numbers"),
    2: field("tensor.type", "number"),
    4: list("tensor.floats", "floats"),
    5: list("tensor.int32s", "numbers"),
    6: list("tensor.strings", "bytes"),
    7: list("tensor.int64s", "numbers"),
    8: field("tensor.name", "text"),
    9: field("tensor.raw", "bytes"),
    10: list("tensor.doubles", "doubles"),
    11: list("tensor.uint64s", "numbers"),
    13: nestedList("tensor.externalData", "entry"),
    14: field("tensor.location", "number"),
  },
  entry: { 1: field("entry.key", "text"), 2: field("entry.value", "text") },
  input: { 1: field("input.name", "text"), 2: nested("input.type", "type") },
  output: { 1: field("output.name", "text"), 2: nested("output.type", "type") },
  type: { 1: nested("type.tensor", "tensorType") },
  tensorType: { 1: field("tensorType.element", "number"), 2: nested("tensorType.shape", "shape") },
  shape: { 1: nestedList("shape.dimension", "dimension") },
  dimension: { 1: field("dimension.size", "number") },
};

/** The highest field number of `ModelProto`. */
export const lastModelField = 26;
