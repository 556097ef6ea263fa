import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { fieldsOf, lengthDelimitedHead, type Field } from "./fields.ts";
import { packedIntegers, readTensor, type ModelTensor } from "./model-tensor.ts";
import type { Utf8 } from "./relocate-weights.ts";

/** An operator of a graph that is in memory. */
export interface ModelNode {
  /** The message. */
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly operator: string;
  /** That of ONNX's own operators is the empty one. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, ModelAttribute>;
  /** The values that graphs inside it read, which may be those of the graph around it. */
  readonly innerInputs: readonly string[];
}

/** An attribute, as far as it is a number, whole numbers or a tensor. */
export interface ModelAttribute {
  readonly integer: number;
  readonly float: number;
  readonly integers: readonly number[];
  readonly tensor: ModelTensor | undefined;
}

/** An input or an output of a graph. */
export interface ModelValue {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** A graph that is in memory, to be changed. What is not looked into stays as it is. */
export interface GraphModel {
  /** The versions of its domains of operators. */
  readonly operatorSets: ReadonlyMap<string, number>;
  /** In the order in which they run. */
  readonly nodes: readonly ModelNode[];
  readonly initializers: readonly ModelTensor[];
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
  /** The other fields of the model and of its graph. */
  readonly others: readonly Uint8Array[];
  readonly graphOthers: readonly Uint8Array[];
}

/** Reads a graph that was checked before. Its tensors are views of `bytes`. @throws GraphFileError */
export function readGraphModel(bytes: Uint8Array, utf8: Utf8): GraphModel {
  const operatorSets = new Map<string, number>();
  const [nodes, initializers, inputs, outputs]: [ModelNode[], ModelTensor[], ModelValue[], ModelValue[]] = [[], [], [], []];
  const [others, graphOthers]: [Uint8Array[], Uint8Array[]] = [[], []];
  const graph = (part: Uint8Array): void => {
    for (const { number, start, body, end } of fieldsOf(part)) {
      const content = part.subarray(body, end);
      if (number === graphField.node) nodes.push(readNode(content, utf8));
      else if (number === graphField.initializer) initializers.push(readTensor(content, utf8));
      else if (number === graphField.input) inputs.push(readValue(content, utf8));
      else if (number === graphField.output) outputs.push(readValue(content, utf8));
      else graphOthers.push(part.subarray(start, end));
    }
  };
  for (const { number, start, body, end } of fieldsOf(bytes)) {
    const content = bytes.subarray(body, end);
    if (number === modelField.graph) {
      graph(content);
      continue;
    }
    if (number === modelField.operatorSet) operatorSets.set(...readOperatorSet(content, utf8));
    others.push(bytes.subarray(start, end));
  }
  return { operatorSets, nodes, initializers, inputs, outputs, others, graphOthers };
}

const modelField = { graph: 7, operatorSet: 8 } as const;
const graphField = { node: 1, initializer: 5, input: 11, output: 12 } as const;

/** An encoded message. */
type Message = Uint8Array;

/** What becomes of a graph. */
export interface GraphChange {
  readonly nodes: readonly Message[];
  readonly initializers: readonly Message[];
  readonly inputs: readonly Message[];
  readonly outputs: readonly Message[];
  /** Domains of operators that it needs, in their version 1. */
  readonly domains: readonly string[];
}

/** The bytes of a changed graph, in parts. */
export function changedModel({ operatorSets, others, graphOthers }: GraphModel, change: GraphChange): readonly Uint8Array[] {
  const parts = [
    ...graphOthers,
    ...fieldsAs(graphField.node, change.nodes),
    ...fieldsAs(graphField.initializer, change.initializers),
    ...fieldsAs(graphField.input, change.inputs),
    ...fieldsAs(graphField.output, change.outputs),
  ];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const domains = change.domains.filter((domain) => !operatorSets.has(domain));
  return [...others, domainFields(domains), lengthDelimitedHead(modelField.graph, length), ...parts];
}

/** Names domains of operators, in their version 1. */
const domainFields = (domains: readonly string[]): Message => {
  const writer = new BinaryWriter();
  for (const domain of domains) {
    const operatorSet = new BinaryWriter().tag(1, WireType.LengthDelimited).string(domain).tag(2, WireType.Varint).int64(1);
    writer.tag(modelField.operatorSet, WireType.LengthDelimited).bytes(operatorSet.finish());
  }
  return writer.finish();
};

const fieldsAs = (number: number, messages: readonly Message[]): readonly Uint8Array[] =>
  messages.flatMap((message) => [lengthDelimitedHead(number, message.length), message]);

function readOperatorSet(bytes: Uint8Array, utf8: Utf8): [string, number] {
  let [domain, version] = ["", 1];
  for (const { number, value, body, end } of fieldsOf(bytes)) {
    if (number === 1) domain = plainDomain(utf8.decode(bytes.subarray(body, end)));
    if (number === 2) version = value;
  }
  return [domain, version];
}

const plainDomain = (domain: string): string => (domain === "ai.onnx" ? "" : domain);

function readValue(bytes: Uint8Array, utf8: Utf8): ModelValue {
  const name = [...fieldsOf(bytes)].find(({ number }) => number === 1);
  return { bytes, name: name === undefined ? "" : utf8.decode(bytes.subarray(name.body, name.end)) };
}

function readNode(bytes: Uint8Array, utf8: Utf8): ModelNode {
  let [name, operator, domain] = ["", "", ""];
  const [inputs, outputs, innerInputs]: [string[], string[], string[]] = [[], [], []];
  const attributes = new Map<string, ModelAttribute>();
  for (const field of fieldsOf(bytes)) {
    const content = bytes.subarray(field.body, field.end);
    if (field.number === 1) inputs.push(utf8.decode(content));
    else if (field.number === 2) outputs.push(utf8.decode(content));
    else if (field.number === 3) name = utf8.decode(content);
    else if (field.number === 4) operator = utf8.decode(content);
    else if (field.number === 5) attributes.set(...readAttribute(content, utf8, innerInputs));
    else if (field.number === 7) domain = plainDomain(utf8.decode(content));
  }
  return { bytes, name, operator, domain, inputs, outputs, attributes, innerInputs };
}

function readAttribute(bytes: Uint8Array, utf8: Utf8, innerInputs: string[]): [string, ModelAttribute] {
  let [name, integer, float] = ["", 0, 0];
  const integers: number[] = [];
  let tensor: ModelTensor | undefined;
  for (const field of fieldsOf(bytes)) {
    const content = bytes.subarray(field.body, field.end);
    if (field.number === 1) name = utf8.decode(content);
    else if (field.number === 2) float = new DataView(bytes.buffer, bytes.byteOffset).getFloat32(field.start + 1, true);
    else if (field.number === 3) integer = field.value;
    else if (field.number === 5) tensor = readTensor(content, utf8);
    else if (field.number === 8) integers.push(...integersOf(field, content));
    else if (field.number === 6 || field.number === 11) readInner(content, utf8, innerInputs);
  }
  return [name, { integer, float, integers, tensor }];
}

/** A list, packed or one by one. */
const integersOf = ({ isLengthDelimited, value }: Field, content: Uint8Array): readonly number[] =>
  isLengthDelimited ? packedIntegers(content) : [value];

/** What the nodes of a graph inside a node read. */
function readInner(graph: Uint8Array, utf8: Utf8, innerInputs: string[]): void {
  for (const { number, body, end } of fieldsOf(graph)) {
    const content = graph.subarray(body, end);
    // Its outputs may be values of the graph around it.
    if (number === graphField.output) innerInputs.push(readValue(content, utf8).name);
    if (number !== graphField.node) continue;
    const inner = readNode(content, utf8);
    innerInputs.push(...inner.inputs, ...inner.innerInputs);
  }
}
