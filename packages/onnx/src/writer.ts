import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { PlacedData } from "./rewrite/model-tensor.ts";

export type { PlacedData } from "./rewrite/model-tensor.ts";

// Just enough of ONNX's protobuf (onnx.proto3) to write small graphs by hand. Numbers are ONNX's own field and type numbers.

/** Element types: TensorProto.DataType. */
export const elementTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 } as const;

/** The name of an element type. */
export type ElementType = keyof typeof elementTypes;

/** An encoded message. */
export type Message = Uint8Array;

const message = (write: (writer: BinaryWriter) => void): Message => {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
};
const text = (writer: BinaryWriter, field: number, value: string): BinaryWriter =>
  writer.tag(field, WireType.LengthDelimited).string(value);
const bytes = (writer: BinaryWriter, field: number, value: Uint8Array): BinaryWriter =>
  writer.tag(field, WireType.LengthDelimited).bytes(value);
const integer = (writer: BinaryWriter, field: number, value: number): BinaryWriter => writer.tag(field, WireType.Varint).int64(value);

/** Where the numbers of an initializer are: in the graph, or in a file beside it. */
export type TensorData = Float32Array | BigInt64Array | Uint8Array | Int8Array | PlacedData;

/** TensorProto: a constant of a graph. */
export const initializer = (name: string, dims: readonly number[], type: ElementType, data: TensorData): Message =>
  message((writer) => {
    for (const size of dims) integer(writer, 1, size);
    integer(writer, 2, elementTypes[type]);
    text(writer, 8, name);
    if (ArrayBuffer.isView(data)) {
      bytes(writer, 9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return;
    }
    const { location, offset, length } = data;
    for (const [key, value] of Object.entries({ location, offset, length })) {
      bytes(
        writer,
        13,
        message((entry) => text(text(entry, 1, key), 2, String(value))),
      );
    }
    integer(writer, 14, 1);
  });

/** The value of an attribute: a whole number, several, a float32 number, or a tensor. */
export type AttributeValue = number | readonly number[] | { readonly float: number } | { readonly tensor: Message };

/** NodeProto: one operator of ONNX, or of another domain. An empty input is one that is left out. */
export const node = (
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  domain: string = "",
): Message =>
  message((writer) => {
    for (const input of inputs) text(writer, 1, input);
    for (const output of outputs) text(writer, 2, output);
    text(writer, 4, operator);
    for (const [name, value] of Object.entries(attributes)) bytes(writer, 5, attribute(name, value));
    if (domain !== "") text(writer, 7, domain);
  });

/** AttributeProto. Its types: 1 FLOAT, 2 INT, 4 TENSOR, 7 INTS. */
const attribute = (name: string, value: AttributeValue): Message =>
  message((writer) => {
    text(writer, 1, name);
    if (typeof value === "number") integer(integer(writer, 3, value), 20, 2);
    else if ("float" in value) integer(writer.tag(2, WireType.Bit32).float(value.float), 20, 1);
    else if ("tensor" in value) integer(bytes(writer, 5, value.tensor), 20, 4);
    else {
      for (const number of value) integer(writer, 8, number);
      integer(writer, 20, 7);
    }
  });

/** ValueInfoProto: an input or output. A text as a size is a free dimension; without dimensions, it may have any. */
export const value = (name: string, type: ElementType, dims?: readonly (string | number)[]): Message => {
  const shape = message((writer) => {
    for (const size of dims ?? []) {
      bytes(
        writer,
        1,
        message((dimension) => (typeof size === "number" ? integer(dimension, 1, size) : text(dimension, 2, size))),
      );
    }
  });
  const tensorType = message((writer) => {
    integer(writer, 1, elementTypes[type]);
    if (dims !== undefined) bytes(writer, 2, shape);
  });
  return message((writer) =>
    bytes(
      text(writer, 1, name),
      2,
      message((typeProto) => bytes(typeProto, 1, tensorType)),
    ),
  );
};

/** The parts of a GraphProto. */
export interface Graph {
  readonly nodes: readonly Message[];
  readonly initializers: readonly Message[];
  readonly inputs: readonly Message[];
  readonly outputs: readonly Message[];
}

/** What a model is beside its graph. */
export interface ModelFacts {
  /** Default: `small`. */
  readonly name?: string;
  /** The domains besides ONNX's own whose operators it uses, in their version 1. */
  readonly domains?: readonly string[];
  /** The version of ONNX's own operators. Default: 17. */
  readonly operatorSet?: number;
}

/** ModelProto: the bytes of an ONNX file. */
export const onnxModel = (graph: Graph, { name = "small", domains = [], operatorSet: version = 17 }: ModelFacts = {}): Uint8Array =>
  message((writer) => {
    integer(writer, 1, 8);
    bytes(
      writer,
      8,
      message((operatorSet) => integer(operatorSet, 2, version)),
    );
    for (const domain of domains) {
      bytes(
        writer,
        8,
        message((operatorSet) => integer(text(operatorSet, 1, domain), 2, 1)),
      );
    }
    bytes(writer, 7, graphMessage(graph, name));
  });

/**
 * What an ONNX file becomes a larger one with: put after its bytes, these nodes, constants and outputs are those of its graph, too, since messages of
 * protobuf are joined by putting one after the other. Nodes may read what the file's own nodes give.
 */
export const onnxAddition = (graph: Graph): Uint8Array => message((writer) => bytes(writer, 7, graphMessage(graph)));

const graphMessage = ({ nodes, initializers, inputs, outputs }: Graph, name?: string): Message =>
  message((writer) => {
    for (const encoded of nodes) bytes(writer, 1, encoded);
    if (name !== undefined) text(writer, 2, name);
    for (const encoded of initializers) bytes(writer, 5, encoded);
    for (const encoded of inputs) bytes(writer, 11, encoded);
    for (const encoded of outputs) bytes(writer, 12, encoded);
  });
