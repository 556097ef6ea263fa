import { GraphFileError } from "./graph-file-error.ts";
import type { OnnxField } from "./onnx-messages.ts";
import type { OnnxVisitor } from "./walk-onnx.ts";

/** A tensor that is part of a file: an initializer, or a constant in a node. */
export interface TensorRecord {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** ONNX's number for the type of its elements. */
  readonly type: number;
  /** Where its weights are in another file, by ONNX's keys; undefined where they are in this one. */
  readonly external: ReadonlyMap<string, string> | undefined;
  /** Bytes of `raw_data`, where it has that. */
  readonly rawBytes: number | undefined;
  /** Bytes of its numbers in lists, and how many texts it has. */
  readonly listBytes: number;
  readonly texts: number;
  /** Where `raw_data` or a list of floats, which has the same bytes, lies in the file; 0 for others. */
  readonly start: number;
  readonly end: number;
  /** The values of a small tensor of int64; undefined for others. */
  readonly integers: readonly number[] | undefined;
}

/** A node: one operator with its inputs. */
export interface NodeRecord {
  readonly operator: string;
  readonly domain: string;
  readonly overload: string;
  /** The names of its first inputs. */
  readonly inputs: readonly string[];
  /** The name of its first output. */
  readonly output: string;
  /** The whole numbers that its attributes hold, tensors included, where they are few. */
  readonly integers: readonly number[];
  /** The function that it is in, counted from 1; 0 for the graph itself. */
  readonly scope: number;
}

/** Who is told of the nodes and tensors of a file, when each has been read. */
export interface RecordWatch {
  node?(node: NodeRecord): void;
  tensor?(tensor: TensorRecord, scope: number): void;
}

const mostInputs = 4;
const mostDimensions = 64;
const mostIntegers = 64;
/** ONNX has four, ONNX Runtime some more. */
const mostEntries = 16;
const int64 = 7;

const recordFields: readonly OnnxField[] = [
  "node.input",
  "node.output",
  "node.operator",
  "node.domain",
  "node.overload",
  "attribute.number",
  "attribute.numbers",
  "entry.key",
  "entry.value",
  "tensor.dimensions",
  "tensor.type",
  "tensor.floats",
  "tensor.int32s",
  "tensor.strings",
  "tensor.int64s",
  "tensor.name",
  "tensor.raw",
  "tensor.doubles",
  "tensor.uint64s",
  "tensor.location",
];

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
interface OpenNode extends Writable<NodeRecord> {
  readonly inputs: string[];
  readonly integers: number[];
}
interface OpenTensor extends Writable<Omit<TensorRecord, "external" | "integers">> {
  readonly dimensions: number[];
  readonly integers: number[];
  readonly data: Map<string, string>;
  readonly isInNode: boolean;
  isExternal: boolean;
}

/** Gathers the nodes and tensors of a file, those of subgraphs and functions included. Throws GraphFileError while the file is walked through. */
export function nodeRecords(watches: readonly RecordWatch[]): OnnxVisitor {
  const nodes: OpenNode[] = [];
  let tensor: OpenTensor | undefined;
  let scope = 0;
  let functions = 0;
  let key = "";
  let value = "";

  return {
    fields: recordFields,
    enter(message) {
      if (message === "function") scope = functions += 1;
      if (message === "node") nodes.push({ operator: "", domain: "", overload: "", inputs: [], output: "", integers: [], scope });
      if (message === "tensor") tensor = emptyTensor(nodes.length > 0);
      if (message === "entry") key = value = "";
    },
    text(field, text) {
      const node = nodes.at(-1);
      if (field === "entry.key") key = text;
      else if (field === "entry.value") value = text;
      else if (field === "tensor.name" && tensor !== undefined) tensor.name = text;
      else if (node === undefined) return;
      else if (field === "node.operator") node.operator = text;
      else if (field === "node.domain") node.domain = text;
      else if (field === "node.overload") node.overload = text;
      else if (field === "node.output") node.output ||= text;
      else if (field === "node.input" && node.inputs.length < mostInputs) node.inputs.push(text);
    },
    number(field, number) {
      if (field === "attribute.number" || field === "attribute.numbers") keepFew(nodes.at(-1)?.integers, number);
      if (tensor === undefined) return;
      if (field === "tensor.dimensions") {
        tensor.dimensions.push(number);
        if (tensor.dimensions.length > mostDimensions) throw tooManyDimensions(tensor.name);
      } else if (field === "tensor.type") tensor.type = number;
      else if (field === "tensor.int64s") keepFew(tensor.integers, number);
      else if (field === "tensor.location") {
        if (number !== 0 && number !== 1)
          throw new GraphFileError(`its tensor "${tensor.name}" has the data location ${number}; ONNX knows 0 and 1`);
        tensor.isExternal = number === 1;
      }
      if (field === "tensor.int64s") tensor.listBytes += 1;
    },
    bytes(field, length, few, start) {
      if (tensor === undefined) return;
      if (field === "tensor.raw" || (field === "tensor.floats" && length > 0)) Object.assign(tensor, { start, end: start + length });
      if (field === "tensor.dimensions") {
        if (few === undefined) throw tooManyDimensions(tensor.name);
      } else if (field === "tensor.strings") tensor.texts += 1;
      else if (field === "tensor.raw") {
        tensor.rawBytes = length;
        if (few !== undefined) tensor.integers.push(...integersOf(few));
      } else tensor.listBytes += length;
    },
    leave(message) {
      if (message === "function") scope = 0;
      if (message === "entry" && tensor !== undefined) {
        if (tensor.data.has(key)) throw new GraphFileError(`its tensor "${tensor.name}" says its ${key} twice`);
        if (tensor.data.size === mostEntries) throw new GraphFileError(`its tensor "${tensor.name}" says more than where its weights are`);
        tensor.data.set(key, value);
      }
      if (message === "tensor" && tensor !== undefined) {
        const record = recordOf(tensor);
        if (tensor.isInNode) for (const integer of record.integers ?? []) keepFew(nodes.at(-1)?.integers, integer);
        for (const watch of watches) watch.tensor?.(record, scope);
        tensor = undefined;
      }
      if (message === "node") {
        const node = nodes.pop();
        if (node !== undefined) for (const watch of watches) watch.node?.(node);
      }
    },
  };
}

const emptyTensor = (isInNode: boolean): OpenTensor => ({
  name: "",
  dimensions: [],
  type: 0,
  rawBytes: undefined,
  listBytes: 0,
  texts: 0,
  start: 0,
  end: 0,
  integers: [],
  data: new Map(),
  isExternal: false,
  isInNode,
});

function recordOf({ data, isExternal, integers, ...tensor }: OpenTensor): TensorRecord {
  const external = isExternal ? data : undefined;
  return { ...tensor, external, integers: tensor.type === int64 && !isExternal ? integers : undefined };
}

function keepFew(integers: number[] | undefined, integer: number): void {
  if (integers !== undefined && integers.length < mostIntegers) integers.push(integer);
}

const tooManyDimensions = (tensor: string): GraphFileError =>
  new GraphFileError(`its tensor "${tensor}" has more than ${mostDimensions} dimensions`);

/** The whole int64s of a few bytes. */
function integersOf(bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / 8) }, (_, index) => Number(view.getBigInt64(index * 8, true)));
}
