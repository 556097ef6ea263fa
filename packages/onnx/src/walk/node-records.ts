import { GraphFileError } from "./graph-file-error.ts";
import type { OnnxField } from "./onnx-messages.ts";
import type { NodeRecord, RecordWatch, TensorRecord } from "./records.ts";
import { isFloatType, isReadType, rawNumbers } from "./tensor-numbers.ts";
import type { OnnxVisitor } from "./walk-onnx.ts";

/** `GroupQueryAttention` has the size of a tensor as its seventh. */
const mostInputs = 7;
const mostDimensions = 64;
/** How many numbers of a tensor, and of a node's attributes, are kept of each kind. */
export const mostNumbers = 64;
/** ONNX has four, ONNX Runtime some more. */
const mostEntries = 16;

/** Bytes of a number in each list of a tensor: a varint has one at least. */
const listBytes: Readonly<Partial<Record<OnnxField, number>>> = {
  "tensor.floats": 4,
  "tensor.int32s": 1,
  "tensor.int64s": 1,
  "tensor.doubles": 8,
  "tensor.uint64s": 1,
};

const recordFields: readonly OnnxField[] = [
  "node.input",
  "node.output",
  "node.operator",
  "node.domain",
  "node.overload",
  "attribute.name",
  "attribute.number",
  "attribute.numbers",
  "attribute.float",
  "attribute.floats",
  "entry.key",
  "entry.value",
  "tensor.dimensions",
  "tensor.type",
  "tensor.strings",
  "tensor.name",
  "tensor.raw",
  "tensor.location",
  ...(Object.keys(listBytes) as OnnxField[]),
];

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
interface OpenNode extends Writable<NodeRecord> {
  readonly inputs: string[];
  readonly integers: number[];
  readonly floats: number[];
  readonly attributes: Map<string, readonly number[]>;
  /** The attribute that is open: a node has one at a time. */
  attribute: { name: string; integers: number[] };
}
interface OpenTensor extends Writable<Omit<TensorRecord, "external">> {
  readonly dimensions: number[];
  readonly numbers: number[];
  raw: Uint8Array | undefined;
  readonly data: Map<string, string>;
  readonly isInNode: boolean;
  isExternal: boolean;
}

/** Gathers the nodes and tensors of a file, those of subgraphs and functions included. Throws GraphFileError while the file is walked through. */
export function nodeRecords(watches: readonly RecordWatch[]): OnnxVisitor {
  const nodes: OpenNode[] = [];
  let tensor: OpenTensor | undefined;
  let graphs = 0;
  let scope = 0;
  let functions = 0;
  let key = "";
  let value = "";

  return {
    fields: recordFields,
    enter(message) {
      if (message === "graph") graphs += 1;
      if (message === "function") scope = functions += 1;
      const isOwn = scope === 0 && graphs === 1;
      if (message === "node") nodes.push(emptyNode(scope, isOwn));
      if (message === "tensor") tensor = emptyTensor(nodes.length > 0, isOwn && nodes.length === 0);
      if (message === "entry") key = value = "";
      const node = nodes.at(-1);
      if (message === "attribute" && node !== undefined) node.attribute = { name: "", integers: [] };
    },
    text(field, text) {
      const node = nodes.at(-1);
      if (field === "entry.key") key = text;
      else if (field === "entry.value") value = text;
      else if (field === "tensor.name" && tensor !== undefined) tensor.name = text;
      else if (node === undefined) return;
      else if (field === "attribute.name") node.attribute.name = text;
      else if (field === "node.operator") node.operator = text;
      else if (field === "node.domain") node.domain = text;
      else if (field === "node.overload") node.overload = text;
      else if (field === "node.output") node.output ||= text;
      else if (field === "node.input" && node.inputs.length < mostInputs) node.inputs.push(text);
    },
    number(field, number, isPacked) {
      const node = nodes.at(-1);
      if (field === "attribute.number" || field === "attribute.numbers") {
        keepFew(node, node?.integers, [number]);
        keepFew(node, node?.attribute.integers, [number]);
      }
      if (field === "attribute.float" || field === "attribute.floats") keepFew(node, node?.floats, [number]);
      if (tensor === undefined) return;
      if (field === "tensor.dimensions") {
        tensor.dimensions.push(number);
        if (tensor.dimensions.length > mostDimensions) throw tooManyDimensions(tensor.name);
      } else if (field === "tensor.type") tensor.type = number;
      else if (field === "tensor.location") {
        if (number !== 0 && number !== 1)
          throw new GraphFileError(`its tensor "${tensor.name}" has the data location ${number}; ONNX knows 0 and 1`);
        tensor.isExternal = number === 1;
      } else if (listBytes[field] !== undefined) {
        keepFew(tensor, tensor.numbers, [number]);
        if (!isPacked) tensor.listBytes += listBytes[field];
      }
    },
    bytes(field, length, few, start) {
      if (tensor === undefined) {
        const node = nodes.at(-1);
        if (few === undefined && node !== undefined) node.hasMore = true;
      } else if (field === "tensor.dimensions") {
        if (few === undefined) throw tooManyDimensions(tensor.name);
      } else if (field === "tensor.strings") tensor.texts += 1;
      else if (field === "tensor.raw") {
        Object.assign(tensor, { start, end: start + length, rawBytes: length, raw: few });
        tensor.hasMore ||= few === undefined;
      } else {
        // Numbers that lie in several places are in no one place.
        if (field === "tensor.floats" && tensor.rawBytes === undefined)
          Object.assign(tensor, tensor.listBytes === 0 ? { start, end: start + length } : { start: 0, end: 0 });
        tensor.listBytes += length;
        tensor.hasMore ||= few === undefined;
      }
    },
    leave(message) {
      if (message === "graph") graphs -= 1;
      if (message === "function") scope = 0;
      if (message === "entry" && tensor !== undefined) {
        if (tensor.data.has(key)) throw new GraphFileError(`its tensor "${tensor.name}" says its ${key} twice`);
        if (tensor.data.size === mostEntries) throw new GraphFileError(`its tensor "${tensor.name}" says more than where its weights are`);
        tensor.data.set(key, value);
      }
      if (message === "tensor" && tensor !== undefined) {
        const record = recordOf(tensor);
        const node = nodes.at(-1);
        if (tensor.isInNode && node !== undefined) {
          keepFew(node, isFloatType(record.type) ? node.floats : node.integers, record.numbers);
          node.hasMore ||= record.hasMore;
        }
        for (const watch of watches) watch.tensor?.(record, scope);
        tensor = undefined;
      }
      if (message === "attribute") {
        const node = nodes.at(-1);
        if (node !== undefined && node.attribute.integers.length > 0) node.attributes.set(node.attribute.name, node.attribute.integers);
      }
      if (message === "node") {
        const node = nodes.pop();
        if (node !== undefined) for (const watch of watches) watch.node?.(node);
      }
    },
  };
}

const emptyNode = (scope: number, isOwn: boolean): OpenNode => ({
  operator: "",
  domain: "",
  overload: "",
  inputs: [],
  output: "",
  integers: [],
  floats: [],
  hasMore: false,
  attributes: new Map(),
  attribute: { name: "", integers: [] },
  scope,
  isOwn,
});

const emptyTensor = (isInNode: boolean, isOwn: boolean): OpenTensor => ({
  name: "",
  dimensions: [],
  type: 0,
  rawBytes: undefined,
  raw: undefined,
  listBytes: 0,
  texts: 0,
  start: 0,
  end: 0,
  numbers: [],
  hasMore: false,
  data: new Map(),
  isExternal: false,
  isInNode,
  isOwn,
});

function recordOf(tensor: OpenTensor): TensorRecord {
  if (tensor.raw !== undefined) keepFew(tensor, tensor.numbers, rawNumbers(tensor.raw, tensor.type));
  const { data, isExternal, isInNode: _isInNode, raw: _raw, numbers, hasMore, ...record } = tensor;
  if (isExternal) return { ...record, external: data, numbers: [], hasMore: false };
  if (isReadType(tensor.type)) return { ...record, external: undefined, numbers, hasMore };
  return { ...record, external: undefined, numbers: [], hasMore: !tensor.dimensions.includes(0) };
}

function keepFew(record: { hasMore: boolean } | undefined, kept: number[] | undefined, numbers: readonly number[]): void {
  if (record === undefined || kept === undefined) return;
  const few = numbers.slice(0, mostNumbers - kept.length);
  kept.push(...few);
  record.hasMore ||= few.length < numbers.length;
}

const tooManyDimensions = (tensor: string): GraphFileError =>
  new GraphFileError(`its tensor "${tensor}" has more than ${mostDimensions} dimensions`);
