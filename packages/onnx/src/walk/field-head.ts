/** How the body of a field is written, as far as ONNX uses it: a whole number, 4 or 8 bytes, or a length and as many bytes. */
export type FieldForm = "varint" | "fixed32" | "fixed64" | "delimited";

/** The start of one field of a protobuf message. */
export interface FieldHead {
  readonly number: number;
  readonly form: FieldForm;
  /** The value of a varint, a negative one as in int64; else the number of bytes that follow. */
  readonly value: number;
  /** Bytes of the tag, and of the varint or length after it. */
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** More than a tag and a varint ever take: 5 and 10 bytes. */
export const longestHead = 16;

/**
 * Reads a field's tag, and its varint or length (https://protobuf.dev/programming-guides/encoding), from `start` on. Groups (wire types 3 and 4) are
 * gone from protobuf, and were never in ONNX. Tags and lengths of more than 32 bits are refused, since parsers differ in what they make of them.
 * @returns `"truncated"` where the bytes end before it does, `"invalid"` where they are no field of a protobuf message
 */
export function readFieldHead(bytes: Uint8Array, start: number): FieldHead | "truncated" | "invalid" {
  const tag = readVarint(bytes, start, 5);
  if (typeof tag === "string") return tag;
  if (tag.value >= 2 ** 32) return "invalid";
  const number = Math.floor(tag.value / 8);
  const wireType = tag.value % 8;
  if (number === 0) return "invalid";
  const tagBytes = tag.end - start;
  if (wireType === 1) return { number, form: "fixed64", value: 8, headBytes: tagBytes, bodyBytes: 8 };
  if (wireType === 5) return { number, form: "fixed32", value: 4, headBytes: tagBytes, bodyBytes: 4 };
  if (wireType !== 0 && wireType !== 2) return "invalid";
  const next = readVarint(bytes, tag.end, wireType === 2 ? 5 : 10);
  if (typeof next === "string") return next;
  const headBytes = next.end - start;
  if (wireType === 2) return { number, form: "delimited", value: next.value, headBytes, bodyBytes: next.value };
  return { number, form: "varint", value: next.value, headBytes, bodyBytes: 0 };
}

/**
 * A varint: seven bits a byte, lowest first. One of 64 bits is read as an int64, above 2^53 rounded.
 * @returns `"invalid"` for more than `most` bytes or 64 bits
 */
export function readVarint(
  bytes: Uint8Array,
  start: number,
  most: number = 10,
): { readonly value: number; readonly end: number } | "truncated" | "invalid" {
  let value = 0;
  // The bits turned round: a small negative number has more of them than a double holds exactly.
  let inverse = 0;
  for (let index = 0; index < most; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return "truncated";
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (index < 9) inverse += (~byte & 0x7f) * 2 ** (7 * index);
    if (byte >= 0x80) continue;
    if (index === 9 && byte > 1) return "invalid";
    const isNegative = index === 9 && byte === 1;
    return { value: isNegative ? -inverse - 1 : value, end: start + index + 1 };
  }
  return "invalid";
}
