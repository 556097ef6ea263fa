import { longestHead, readFieldHead, readVarint, type FieldForm } from "./field-head.ts";
import { fileWindow, type GraphFile } from "./file-window.ts";
import { GraphFileError } from "./graph-file-error.ts";
import { lastModelField, onnxSchema, type FieldKind, type FieldSchema, type OnnxField, type OnnxMessage } from "./onnx-messages.ts";

/** What is told of an ONNX file while it is walked through, in the order of the file. */
export interface OnnxVisitor {
  /** The fields whose values are wanted. Those that nobody wants are skipped unread. */
  readonly fields: readonly OnnxField[];
  /** `bytes`: how long the message is, with all that is in it. */
  enter?(message: OnnxMessage, bytes: number): void;
  leave?(message: OnnxMessage): void;
  text?(field: OnnxField, text: string): void;
  /** A number of its own, or one of a packed list of few bytes. */
  number?(field: OnnxField, value: number, isPacked: boolean): void;
  /** How many bytes a field or a packed list has, what they are where they are few, and where they lie in the file. */
  bytes?(field: OnnxField, length: number, few: Uint8Array | undefined, start: number): void;
}

// Longer than any name or path that a tool writes. Parsers of protobuf refuse what is nested deeper.
const longestText = 1 << 16;
/** Texts are kept. Those of a graph of 10,000 operators have some 2 MiB. */
const mostTextBytes = 1 << 26;
const deepestMessage = 100;
/** Protobuf's own limit for a file. */
const largestFile = 2 ** 31 - 1;
/** A graph of thousands of operators has some hundred thousand. Each number of a packed list that is read counts as one. */
const mostFields = 2_000_000;
const fewBytes = 512;

const forms: Readonly<Record<FieldKind, readonly FieldForm[]>> = {
  message: ["delimited"],
  text: ["delimited"],
  bytes: ["delimited"],
  number: ["varint"],
  float: ["fixed32"],
  numbers: ["varint", "delimited"],
  floats: ["fixed32", "delimited"],
  doubles: ["fixed64", "delimited"],
};

interface OpenMessage {
  readonly message: OnnxMessage;
  readonly end: number;
  /** The fields that have been there, a bit for each number; all numbers in the schema are below 32. */
  seen: number;
}

/**
 * Walks through the messages of an ONNX file. How many fields, numbers and bytes are read and told has bounds. What is not asked for, weights above all,
 * is skipped by position. A message is read in one way only: a field that may stand once and stands twice, or is written in another form than ONNX's, is refused.
 * @throws GraphFileError
 */
export async function walkOnnx(file: GraphFile, visitors: readonly OnnxVisitor[]): Promise<void> {
  const { size } = file;
  if (size > largestFile)
    throw new GraphFileError(`it has ${size} bytes, and graphs may have ${largestFile}; keep its weights in a file of their own`);
  const wanted = visitorsByField(visitors);
  const window = fileWindow(file);
  const open: OpenMessage[] = [{ message: "model", end: size, seen: 0 }];
  let hasGraph = false;
  let position = 0;
  let fields = 0;
  let textBytes = 0;
  await window.load(0, longestHead);
  // ONNX Runtime takes bytes with this mark for its own format, whatever else they could be read as.
  if (String.fromCharCode(...window.bytes().subarray(4, 8)) === "ORTM")
    throw new GraphFileError("it is in ONNX Runtime's own format; export it as an ONNX model");
  for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
    const { message, end } = inner;
    if (position === end) {
      for (const visitor of visitors) visitor.leave?.(message);
      open.pop();
      continue;
    }
    fields += 1;
    if (fields > mostFields) throw new GraphFileError(`it has more than ${mostFields} fields and numbers besides its weights`);
    const headAt = window.indexOf(position, longestHead) ?? (await window.load(position, longestHead));
    const head = readFieldHead(window.bytes(), headAt);
    if (head === "truncated") throw truncated(size + 1);
    if (head === "invalid") throw notOnnx();
    const body = position + head.headBytes;
    position = body + head.bodyBytes;
    if (position > end) {
      if (message === "model" && head.number <= lastModelField) throw truncated(position);
      throw notOnnx();
    }
    const field = onnxSchema[message][head.number];
    if (field === undefined) continue;
    if (!forms[field.kind].includes(head.form)) {
      if (message === "model") throw notOnnx();
      throw new GraphFileError(`its field ${field.name} is not written as ONNX writes it`);
    }
    checkNotRepeated(field, head.number, inner);
    if (field.message !== undefined) {
      if (open.length === deepestMessage) throw new GraphFileError(`its messages are nested more than ${deepestMessage} deep`);
      hasGraph ||= field.message === "graph";
      for (const visitor of visitors) visitor.enter?.(field.message, head.bodyBytes);
      open.push({ message: field.message, end: position, seen: 0 });
      position = body;
      continue;
    }
    const told = wanted.get(field.name);
    if (told === undefined) continue;
    const { name, kind } = field;
    if (head.form === "varint") {
      for (const visitor of told) visitor.number?.(name, head.value, false);
      continue;
    }
    if (kind === "text") {
      textBytes += head.bodyBytes;
      if (head.bodyBytes > longestText) throw new GraphFileError(`it has a name or path of ${head.bodyBytes} bytes`);
      if (textBytes > mostTextBytes) throw new GraphFileError(`its names and paths have more than ${mostTextBytes} bytes`);
    }
    const isWantedWhole = kind === "text" || head.bodyBytes <= fewBytes;
    const bodyAt = isWantedWhole ? (window.indexOf(body, head.bodyBytes) ?? (await window.load(body, head.bodyBytes))) : 0;
    const bytes = isWantedWhole ? window.bytes().subarray(bodyAt, bodyAt + head.bodyBytes) : undefined;
    if (kind === "text") {
      const text = bytes === undefined ? "" : textOf(bytes, file);
      for (const visitor of told) visitor.text?.(name, text);
      continue;
    }
    const isPacked = head.form === "delimited";
    if (isPacked) for (const visitor of told) visitor.bytes?.(name, head.bodyBytes, bytes, body);
    if (kind !== "bytes" && bytes !== undefined) fields += tellNumbers(name, kind, bytes, told, isPacked);
  }
  if (!hasGraph) throw notOnnx();
}

function visitorsByField(visitors: readonly OnnxVisitor[]): ReadonlyMap<OnnxField, readonly OnnxVisitor[]> {
  const byField = new Map<OnnxField, OnnxVisitor[]>();
  for (const visitor of visitors) for (const field of visitor.fields) byField.set(field, [...(byField.get(field) ?? []), visitor]);
  return byField;
}

function checkNotRepeated(field: FieldSchema, number: number, inner: OpenMessage): void {
  if (field.isList) return;
  const bit = 1 << number;
  // Parsers take the last one, or put both together.
  if ((inner.seen & bit) !== 0) throw new GraphFileError(`it has the field ${field.name} twice in one ${inner.message}`);
  inner.seen |= bit;
}

/** Tells the numbers of a packed list, or one of its own. Returns how many numbers more than one that were. */
function tellNumbers(name: OnnxField, kind: FieldKind, bytes: Uint8Array, told: readonly OnnxVisitor[], isPacked: boolean): number {
  const numbers = kind === "floats" || kind === "float" ? floatsOf(bytes, 4) : kind === "doubles" ? floatsOf(bytes, 8) : varintsOf(bytes);
  if (numbers === undefined) throw new GraphFileError(`its field ${name} is not a list of numbers`);
  for (const number of numbers) for (const visitor of told) visitor.number?.(name, number, isPacked);
  return Math.max(0, numbers.length - 1);
}

function varintsOf(bytes: Uint8Array): readonly number[] | undefined {
  const numbers: number[] = [];
  for (let index = 0; index < bytes.length;) {
    const varint = readVarint(bytes, index);
    if (typeof varint === "string") return undefined;
    numbers.push(varint.value);
    index = varint.end;
  }
  return numbers;
}

function floatsOf(bytes: Uint8Array, size: 4 | 8): readonly number[] | undefined {
  if (bytes.length % size !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numberAt = (at: number): number => (size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true));
  return Array.from({ length: bytes.length / size }, (_, index) => numberAt(index * size));
}

/** Names are short and in ASCII, nearly always: a decoder would take longer to be called. */
function textOf(bytes: Uint8Array, { decode }: GraphFile): string {
  if (bytes.length > 256) return decode(bytes);
  for (const byte of bytes) if (byte >= 0x80) return decode(bytes);
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

const truncated = (needed: number): GraphFileError => new GraphFileError("it ends before its own header does", needed);

const notOnnx = (): GraphFileError => new GraphFileError("it is not an ONNX model");
