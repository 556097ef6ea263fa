import { isUtf8 } from "node:buffer";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { NestvecError } from "@nestvec/core";
import { type Encoding, encodingOf, isEnoughHead, isGzip, requireText } from "./encoding.ts";
import { headOf } from "./head.ts";

/** A text file as UTF-8, without its byte order mark. */
export interface Decoded {
  /** What to call it in a message: a place in a compressed file is one in what it holds. */
  readonly file: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Makes UTF-8 of a text file, which may be UTF-16 and may be compressed with gzip.
 * @throws NestvecError LINE_INVALID where it is of another format, FILE_NOT_READABLE for damaged gzip; its chunks FILE_NOT_UTF8 for damaged UTF-16
 * and LINE_INVALID for zero bytes
 */
export async function decode(chunks: AsyncIterable<Uint8Array>, file: string): Promise<Decoded> {
  const packed = await headOf(chunks, isEnoughHead);
  if (!isGzip(packed.head)) return decodeText(packed.chunks, file);
  return decodeText(gunzipped(packed.chunks, file), `${file} (gzip)`);
}

async function decodeText(chunks: AsyncIterable<Uint8Array>, file: string): Promise<Decoded> {
  const { head, chunks: all } = await headOf(chunks, isEnoughHead);
  requireText(head, file);
  const { encoding, mark } = encodingOf(head);
  const text = without(all, mark);
  return { file, chunks: withoutZeros(encoding === "utf-8" ? text : fromUtf16(text, encoding, file), file) };
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const source = Readable.from(chunks, { objectMode: false });
  let sourceError: unknown;
  source.on("error", (error) => (sourceError = error));
  try {
    yield* pipeline(source, createGunzip(), () => undefined);
  } catch (cause) {
    // What failed before the gzip was reached is said as it is.
    if (sourceError !== undefined) throw sourceError;
    const problem = `its gzip data is damaged or cut short (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new NestvecError("FILE_NOT_READABLE", { file, problem }, { cause });
  }
}

/** All but the first `count` bytes, which lie in the first chunk. */
async function* without(chunks: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let dropped = count;
  for await (const chunk of chunks) {
    yield chunk.subarray(dropped);
    dropped = 0;
  }
}

async function* fromUtf16(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Exclude<Encoding, "utf-8">,
  file: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const encoder = new TextEncoder();
  let line = 1;
  const decoded = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (cause) {
      const expected = "whole pairs of surrogates in UTF-16";
      throw new NestvecError("LINE_INVALID", { file, line, found: "half a character of UTF-16 at or soon after it", expected }, { cause });
    }
  };
  for await (const chunk of chunks) {
    const text = decoded(chunk);
    line += text.split("\n").length - 1;
    yield encoder.encode(text);
  }
  yield encoder.encode(decoded());
}

/** A zero byte is in no text: the file is of a format that is not known here, or parts its texts by zeros. @throws NestvecError LINE_INVALID */
async function* withoutZeros(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  let line = 1;
  for await (const chunk of chunks) {
    const zero = chunk.indexOf(0);
    if (zero !== -1) {
      const expected = "text without: UTF-8, or UTF-16 that begins with its byte order mark";
      throw new NestvecError("LINE_INVALID", { file, line: line + linesIn(chunk.subarray(0, zero)), found: "a NUL byte", expected });
    }
    line += linesIn(chunk);
    yield chunk;
  }
}

/**
 * Passes on UTF-8 and nothing else. Chunks are cut between characters.
 * @throws NestvecError FILE_NOT_UTF8
 */
export async function* checkedUtf8(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  let line = 1;
  let held: Uint8Array = new Uint8Array();
  const checked = (bytes: Uint8Array): Uint8Array => {
    if (!isUtf8(bytes)) throw new NestvecError("FILE_NOT_UTF8", { file, line: line + linesBeforeBadByte(bytes) });
    line += linesIn(bytes);
    return bytes;
  };
  for await (const chunk of chunks) {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const end = bytes.length - unfinishedBytes(bytes);
    held = bytes.subarray(end);
    if (end > 0) yield checked(bytes.subarray(0, end));
  }
  if (held.length > 0) yield checked(held);
}

/** How many bytes at the end begin a character that goes on behind them. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes.at(-back) ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

function linesBeforeBadByte(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 0; ; line++) {
    const end = bytes.indexOf(newline, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}

const newline = 0x0a;

function linesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, end + 1)) count += 1;
  return count;
}
