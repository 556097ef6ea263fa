import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { readVarint } from "../walk/field-head.ts";
import { fieldsOf } from "./fields.ts";
import type { Utf8 } from "./relocate-weights.ts";

/** A place in a file beside a graph, in bytes. */
export interface PlacedData {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** A constant of a graph that is in memory: TensorProto. */
export interface ModelTensor {
  /** The message. */
  readonly bytes: Uint8Array;
  readonly name: string;
  /** `TensorProto.DataType`: 1 is float32, 10 float16. */
  readonly type: number;
  readonly dims: readonly number[];
  /**
   * Its numbers as they lie in a file of weights, little-endian; undefined where they are in another file, or in a list that is not looked into. Those of float16
   * in a list are.
   */
  readonly raw: Uint8Array | undefined;
  /** Where they are in another file; without a length, to the end of the tensor. */
  readonly external: { readonly location: string; readonly offset: number } | undefined;
}

/** TensorProto's field numbers. */
const field = { dims: 1, type: 2, floats: 4, integers: 5, name: 8, raw: 9, external: 13, location: 14 } as const;
/** Those that hold numbers, or say where they are. */
const dataFields: ReadonlySet<number> = new Set([4, 5, 6, 7, 9, 10, 11, 13, 14]);

/** Reads a tensor. Its numbers are not copied. @throws GraphFileError */
export function readTensor(bytes: Uint8Array, utf8: Utf8): ModelTensor {
  let [name, type, isExternal] = ["", 0, false];
  let raw: Uint8Array | undefined;
  const [dims, floats, integers]: [number[], Uint8Array[], number[]] = [[], [], []];
  const entries = new Map<string, string>();
  for (const { number, isLengthDelimited, value, start, body, end } of fieldsOf(bytes)) {
    const content = bytes.subarray(body, end);
    if (number === field.dims) dims.push(...(isLengthDelimited ? packedIntegers(content) : [value]));
    else if (number === field.type) type = value;
    else if (number === field.name) name = utf8.decode(content);
    else if (number === field.raw) raw = content;
    // One by one, they have a tag of a byte before each.
    else if (number === field.floats) floats.push(isLengthDelimited ? content : bytes.subarray(start + 1, end));
    else if (number === field.integers) integers.push(...(isLengthDelimited ? packedIntegers(content) : [value]));
    else if (number === field.location) isExternal = value === 1;
    else if (number === field.external) entries.set(...entryOf(content, utf8));
  }
  const external = isExternal ? { location: entries.get("location") ?? "", offset: Number(entries.get("offset") ?? 0) } : undefined;
  return { bytes, name, type, dims, raw: external === undefined ? (raw ?? listed(type, floats, integers)) : undefined, external };
}

/** Numbers in lists, as bytes: those of float32, and the patterns of float16. */
function listed(type: number, floats: readonly Uint8Array[], integers: readonly number[]): Uint8Array | undefined {
  if (type === 1 && floats.length === 1) return floats[0];
  if (type === 1 && floats.length > 1) return Uint8Array.from(floats.flatMap((part) => [...part]));
  if (type === 10 && integers.length > 0) return new Uint8Array(Uint16Array.from(integers).buffer);
  return undefined;
}

/** The numbers of a packed list. */
export function packedIntegers(bytes: Uint8Array): readonly number[] {
  const numbers: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const read = readVarint(bytes, at);
    if (typeof read === "string") return numbers;
    numbers.push(read.value);
    at = read.end;
  }
  return numbers;
}

function entryOf(bytes: Uint8Array, utf8: Utf8): [string, string] {
  let [key, value] = ["", ""];
  for (const { number, body, end } of fieldsOf(bytes)) {
    if (number === 1) key = utf8.decode(bytes.subarray(body, end));
    if (number === 2) value = utf8.decode(bytes.subarray(body, end));
  }
  return [key, value];
}

/** The message of the same tensor with its numbers in another place. */
export function placedTensor({ bytes }: ModelTensor, { location, offset, length }: PlacedData): Uint8Array {
  const writer = new BinaryWriter();
  for (const { number, start, end } of fieldsOf(bytes)) if (!dataFields.has(number)) writer.raw(bytes.subarray(start, end));
  for (const [key, value] of Object.entries({ location, offset, length })) {
    const entry = new BinaryWriter().tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(String(value));
    writer.tag(field.external, WireType.LengthDelimited).bytes(entry.finish());
  }
  return writer.tag(field.location, WireType.Varint).int64(1).finish();
}
