/** The start of one field of a protobuf message. */
export interface FieldHead {
  readonly number: number;
  readonly isLengthDelimited: boolean;
  /** The value of a varint; else the number of bytes that follow. */
  readonly value: number;
  /** Bytes of the tag, and of the varint or length after it. */
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** More than a tag and a varint ever take: 5 and 10 bytes. */
export const longestHead = 16;

/** Bytes after the tag by wire type, where they are a fixed number; groups (3 and 4) are gone from protobuf, and were never in ONNX. */
const fixedBytes: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/**
 * Reads a field's tag, and its varint or length (https://protobuf.dev/programming-guides/encoding). `bytes` start with the field.
 * @returns `"truncated"` where the bytes end before it does, `"invalid"` where they are no field of a protobuf message
 */
export function readFieldHead(bytes: Uint8Array): FieldHead | "truncated" | "invalid" {
  const tag = readVarint(bytes, 0);
  if (typeof tag === "string") return tag;
  const number = Math.floor(tag.value / 8);
  const wireType = tag.value % 8;
  if (number === 0 || number >= 2 ** 29) return "invalid";
  const fixed = fixedBytes[wireType];
  if (fixed !== undefined) return { number, isLengthDelimited: false, value: fixed, headBytes: tag.end, bodyBytes: fixed };
  if (wireType !== 0 && wireType !== 2) return "invalid";
  const next = readVarint(bytes, tag.end);
  if (typeof next === "string") return next;
  const isLengthDelimited = wireType === 2;
  return { number, isLengthDelimited, value: next.value, headBytes: next.end, bodyBytes: isLengthDelimited ? next.value : 0 };
}

/** Seven bits a byte, lowest first. Above 2^53 the value is rounded, which is as good for a length that no file has. */
function readVarint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } | "truncated" | "invalid" {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return "truncated";
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  return "invalid";
}
