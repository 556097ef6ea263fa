import { describeValue } from "../errors/arguments.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { requireVector } from "./matrix-checks.ts";

/** RFC 4648, section 4. */
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Character codes by six bits. */
const codes = /* @__PURE__ */ Uint8Array.from(alphabet, (character) => character.charCodeAt(0));

/** Six bits by character code; 64, a bit that no six bits have, for what is not in the alphabet. */
const sextets = /* @__PURE__ */ Uint8Array.from({ length: 128 }, (_, code) => {
  const at = alphabet.indexOf(String.fromCharCode(code));
  return at < 0 ? 64 : at;
});

const padding = 61; // =

/** Numbers written to text at a time: a multiple of 3, so that only the end is padded, and few enough for arguments of one call. */
const chunkNumbers = 3 * 512;

/**
 * A vector as base64 text of its numbers as little-endian float32: `encoding_format: "base64"` of OpenAI's embeddings endpoint. Goes
 * by the bits, so that every NaN and -0 stays what it is, on machines of any byte order.
 * @throws NestvecError ARGUMENT_INVALID where it is no `Float32Array`
 * @example
 * ```ts
 * import { encodeBase64 } from "@nestvec/core/vectors";
 *
 * console.log(encodeBase64(Float32Array.of(1, 0.5))); // → AACAPwAAAD8=
 * ```
 */
export function encodeBase64(vector: Float32Array): string {
  requireVector(vector, "vector");
  const words = new Uint32Array(vector.buffer, vector.byteOffset, vector.length);
  // A plain array, since a call takes its arguments from one three times as fast as from a typed one.
  const characters: number[] = [];
  let text = "";
  for (let start = 0; start < words.length; start += chunkNumbers) {
    writeCharacters(words, start, Math.min(start + chunkNumbers, words.length), characters);
    text += String.fromCharCode(...characters);
  }
  return text;
}

/** Replaces `characters` by those of some numbers. Four a group of 24 bits, the last padded where it is not whole. */
function writeCharacters(words: Uint32Array, start: number, end: number, characters: number[]): void {
  const endByte = end * 4;
  let to = 0;
  for (let byte = start * 4; byte < endByte; byte += 3) {
    const bits = (byteOf(words, byte) << 16) | (byteOf(words, byte + 1) << 8) | byteOf(words, byte + 2);
    characters[to] = codes[bits >>> 18] as number;
    characters[to + 1] = codes[(bits >>> 12) & 63] as number;
    characters[to + 2] = codes[(bits >>> 6) & 63] as number;
    characters[to + 3] = codes[bits & 63] as number;
    to += 4;
  }
  characters.length = to;
  // The last group may be one or two bytes short.
  characters.fill(padding, to - ((3 - ((endByte - start * 4) % 3)) % 3));
}

/** A byte of the little-endian form of some words; 0 past the end. */
function byteOf(words: Uint32Array, byte: number): number {
  const at = byte >> 2;
  return at < words.length ? ((words[at] as number) >>> ((byte & 3) << 3)) & 255 : 0;
}

/**
 * The vector whose base64 text `encodeBase64` or OpenAI's embeddings endpoint gave. Strict, so that damage shows: standard alphabet,
 * padded, no blanks, no bits after the end.
 * @throws NestvecError ARGUMENT_INVALID where the text is not base64; SHAPE_MISMATCH where it does not hold whole float32 numbers
 * @example
 * ```ts
 * import { decodeBase64 } from "@nestvec/core/vectors";
 *
 * console.log(decodeBase64("AACAPwAAAD8=").join(", ")); // → 1, 0.5
 * ```
 */
export function decodeBase64(text: string): Float32Array {
  if (typeof text !== "string" || text.length % 4 !== 0) throw notBase64(text, "of 4 characters a group, padded with =");
  const padded = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = (text.length / 4) * 3 - padded;
  if (bytes % 4 !== 0) {
    throw new NestvecError("SHAPE_MISMATCH", { what: "The base64 text", found: `${bytes} bytes`, expected: "4 for each float32 number" });
  }
  const words = new Uint32Array(bytes / 4);
  const end = text.length - padded;
  let seen = 0;
  let bits = 0;
  for (let at = 0, byte = 0; at < end; at += 4, byte += 3) {
    const first = sextetOf(text, at);
    const second = sextetOf(text, at + 1);
    const third = at + 2 < end ? sextetOf(text, at + 2) : 0;
    const fourth = at + 3 < end ? sextetOf(text, at + 3) : 0;
    seen |= first | second | third | fourth;
    bits = (first << 18) | (second << 12) | (third << 6) | fourth;
    putByte(words, byte, bits >>> 16);
    putByte(words, byte + 1, bits >>> 8);
    putByte(words, byte + 2, bits);
  }
  if (seen > 63) throw notBase64(text, `of A-Z, a-z, 0-9, + and / only, with = at the end`);
  // The last group has 8 or 16 bits more than bytes to hold them.
  if ((bits & ((1 << (8 * padded)) - 1)) !== 0) throw notBase64(text, "without bits after the last byte");
  return new Float32Array(words.buffer);
}

function sextetOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (sextets[code] as number) : 64;
}

/** Adds a byte to the little-endian form of some words. Past their end nothing is written. */
function putByte(words: Uint32Array, byte: number, value: number): void {
  const at = byte >> 2;
  if (at < words.length) words[at] = (words[at] as number) | ((value & 255) << ((byte & 3) << 3));
}

function notBase64(text: string, expected: string): NestvecError {
  const bad = typeof text === "string" ? text.search(/[^A-Za-z0-9+/]/) : -1;
  const found = bad < 0 || text[bad] === "=" ? describeValue(text) : `${describeValue(text)} with ${JSON.stringify(text[bad])} at ${bad}`;
  return new NestvecError("ARGUMENT_INVALID", { argument: "text", found, expected: `base64 ${expected}` });
}
