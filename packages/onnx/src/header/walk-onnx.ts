import { longestHead, readFieldHead } from "./field-head.ts";
import { fileWindow, type GraphFile } from "./file-window.ts";
import { GraphFileError } from "./graph-file-error.ts";
import { lastModelField, modelGraph, nestedMessages, type OnnxMessage } from "./onnx-messages.ts";

/** What is told of an ONNX file while it is walked through, in the order of the file. */
export interface OnnxVisitor {
  enter?(message: OnnxMessage): void;
  leave?(message: OnnxMessage): void;
  number?(field: string, value: number): void;
  /** The fields that `text` is wanted of. The others are skipped unread. */
  readonly textFields: readonly string[];
  text(field: string, text: string): void;
  /** The fields whose bytes are wanted where there are few of them, such as those of single numbers. */
  readonly shortFields?: readonly string[];
  short?(field: string, bytes: Uint8Array): void;
  /** Where the bytes of a field lie in the file, for numbers that are not read here. */
  bytes?(field: string, start: number, length: number): void;
}

// Longer than any name or path, and deeper than any graph in a graph, that a tool writes.
const longestText = 1 << 16;
const deepestMessage = 200;
/** Bytes of a number, in any of protobuf's forms. */
const shortest = 10;

/**
 * Walks through the messages of an ONNX file. What is not asked for, weights above all, is skipped by position.
 * @throws GraphFileError
 */
export async function walkOnnx(file: GraphFile, visitors: readonly OnnxVisitor[]): Promise<void> {
  const { size } = file;
  const textFields = new Set(visitors.flatMap((visitor) => visitor.textFields));
  const shortFields = new Set(visitors.flatMap((visitor) => visitor.shortFields ?? []));
  const window = fileWindow(file);
  const open: { readonly message: OnnxMessage; readonly end: number }[] = [{ message: "model", end: size }];
  let hasGraph = false;
  let position = 0;
  for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
    const { message, end } = inner;
    if (position === end) {
      for (const visitor of visitors) visitor.leave?.(message);
      open.pop();
      continue;
    }
    const head = readFieldHead(window.at(position, longestHead) ?? (await window.load(position, longestHead)));
    if (head === "truncated") throw truncated(size + 1);
    if (head === "invalid") throw await notOnnx(file);
    const field = `${message} ${head.number}`;
    const body = position + head.headBytes;
    position = body + head.bodyBytes;
    if (position > end) {
      if (message === "model" && head.number <= lastModelField) throw truncated(position);
      throw await notOnnx(file);
    }
    if (!head.isLengthDelimited) for (const visitor of visitors) visitor.number?.(field, head.value);
    else if (textFields.has(field)) {
      const text = file.decode(shortBytes(body, head.bodyBytes) ?? (await window.load(body, head.bodyBytes)));
      for (const visitor of visitors) if (visitor.textFields.includes(field)) visitor.text(field, text);
    }
    if (head.isLengthDelimited && head.bodyBytes <= shortest && shortFields.has(field)) {
      const bytes = shortBytes(body, head.bodyBytes) ?? (await window.load(body, head.bodyBytes));
      for (const visitor of visitors) if (visitor.shortFields?.includes(field) === true) visitor.short?.(field, bytes);
    }
    if (head.isLengthDelimited) for (const visitor of visitors) visitor.bytes?.(field, body, head.bodyBytes);
    const nested = head.isLengthDelimited ? nestedMessages[message][head.number] : undefined;
    if (nested === undefined) continue;
    if (open.length === deepestMessage) throw new GraphFileError(`its messages are nested more than ${deepestMessage} deep`);
    hasGraph ||= field === modelGraph;
    for (const visitor of visitors) visitor.enter?.(nested);
    open.push({ message: nested, end: position });
    position = body;
  }
  if (!hasGraph) throw await notOnnx(file);

  function shortBytes(start: number, bytes: number): Uint8Array | undefined {
    if (bytes > longestText) throw new GraphFileError(`it has a name or path of ${bytes} bytes`);
    return window.at(start, bytes);
  }
}

const truncated = (needed: number): GraphFileError => new GraphFileError("it ends before its own header does", needed);

/** A clone of a model without Git LFS has a short text where each large file should be. */
async function notOnnx({ size, read }: GraphFile): Promise<GraphFileError> {
  const pointer = "version https://git-lfs";
  const start = String.fromCharCode(...(await read(0, Math.min(pointer.length, size))));
  if (start === pointer) return new GraphFileError("it is a Git LFS pointer, not the graph itself; fetch it with git lfs pull");
  return new GraphFileError("it is not an ONNX model");
}
