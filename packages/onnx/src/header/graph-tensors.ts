import { GraphFileError } from "./graph-file-error.ts";
import {
  entryKey,
  entryValue,
  externalLocation,
  tensorDataLocation,
  tensorDimension,
  tensorFloats,
  tensorName,
  tensorRaw,
  tensorType,
} from "./onnx-messages.ts";
import type { OnnxVisitor } from "./walk-onnx.ts";

/** A tensor that a graph holds, and where its numbers lie. */
export interface GraphTensor {
  readonly name: string;
  /** `TensorProto.DataType`: 1 is float32, 10 float16, 16 bfloat16, 11 float64, 3 int8, … */
  readonly type: number;
  readonly shape: readonly number[];
  /** The file of weights by the name that the graph has for it; undefined where the numbers are in the graph's own file. */
  readonly externalFile: string | undefined;
  /** Bytes from the start of that file. Equal where the numbers are stored in a way that is not looked into. */
  readonly start: number;
  readonly end: number;
}

/** Gathers the tensors that a graph holds. */
export interface GraphTensorsVisitor extends OnnxVisitor {
  readonly found: readonly GraphTensor[];
}

/** @see GraphTensorsVisitor. Throws GraphFileError while the graph is walked through. */
export function graphTensors(): GraphTensorsVisitor {
  const found: GraphTensor[] = [];
  let tensor = { name: "", type: 0, shape: [] as number[], isExternal: false, start: 0, end: 0, data: new Map<string, string>() };
  let key = "";
  let value = "";

  /** A tensor that does not say its length counts up to its start. */
  function bytesOf(entry: string): number {
    const bytes = tensor.data.get(entry) ?? "0";
    if (/^\d{1,15}$/.test(bytes)) return Number(bytes);
    throw new GraphFileError(`its tensor "${tensor.name}" has the ${entry} ${JSON.stringify(bytes)}, which is not a number of bytes`);
  }

  return {
    found,
    textFields: [tensorName, entryKey, entryValue],
    enter(message) {
      if (message === "tensor") tensor = { name: "", type: 0, shape: [], isExternal: false, start: 0, end: 0, data: new Map() };
      if (message === "entry") key = value = "";
    },
    number(field, number) {
      if (field === tensorDimension) tensor.shape.push(number);
      if (field === tensorType) tensor.type = number;
      if (field === tensorDataLocation) tensor.isExternal = number === externalLocation;
    },
    text(field, text) {
      if (field === tensorName) tensor.name = text;
      if (field === entryKey) key = text;
      if (field === entryValue) value = text;
    },
    bytes(field, start, length) {
      // Both hold the same bytes.
      if (field === tensorRaw || (field === tensorFloats && length > 0)) Object.assign(tensor, { start, end: start + length });
    },
    leave(message) {
      if (message === "entry") tensor.data.set(key, value);
      if (message !== "tensor") return;
      const { name, type, shape, isExternal, start, end, data } = tensor;
      if (!isExternal) return void found.push({ name, type, shape, externalFile: undefined, start, end });
      const externalFile = data.get("location");
      if (externalFile === undefined)
        throw new GraphFileError(`its tensor "${name}" has its weights in another file, but does not say in which`);
      const offset = bytesOf("offset");
      found.push({ name, type, shape, externalFile, start: offset, end: offset + bytesOf("length") });
    },
  };
}
