import { readFieldHead } from "../walk/field-head.ts";
import { GraphFileError } from "../walk/graph-file-error.ts";

/** One field of a message that is in memory. */
export interface Field {
  readonly number: number;
  readonly isLengthDelimited: boolean;
  /** That of a varint; else the number of bytes. */
  readonly value: number;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

/** The fields of a message, in order. @throws GraphFileError */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  for (let start = 0; start < bytes.length;) {
    const head = readFieldHead(bytes, start);
    if (typeof head === "string") throw new GraphFileError("it is not an ONNX model");
    const body = start + head.headBytes;
    const end = body + head.bodyBytes;
    if (end > bytes.length) throw new GraphFileError("it ends before its own header does");
    yield { number: head.number, isLengthDelimited: head.form === "delimited", value: head.value, start, body, end };
    start = end;
  }
}

/** The tag and length of a field that holds bytes. */
export const lengthDelimitedHead = (number: number, length: number): Uint8Array =>
  Uint8Array.from([...varint(number * 8 + 2), ...varint(length)]);

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}
