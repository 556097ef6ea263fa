import { NestvecError } from "../errors/nestvec-error.ts";

/** The part of the Encoding standard used here, which Node, browsers, Deno and Bun all have as globals. */
interface EncodingGlobals {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (label: string, options: { readonly fatal: boolean }) => { decode(bytes: Uint8Array): string };
}

const { TextEncoder, TextDecoder } = globalThis as unknown as EncodingGlobals;

/** Text as UTF-8. */
export const encodeUtf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * UTF-8 as text, without a byte order mark. `file` is what an error calls it.
 * @throws NestvecError FILE_NOT_UTF8
 */
export function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new NestvecError("FILE_NOT_UTF8", { file, line: firstBadLine(bytes) }, { cause });
  }
}

/** UTF-8 as text, with U+FFFD in place of bytes that are not: for names in a message, and paths that will not be found then. */
export const decodeUtf8Loosely = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: false }).decode(bytes);

/** A line feed is never part of another character in UTF-8, so lines can be tried one at a time. */
function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let start = 0;
  for (let line = 1; ; line++) {
    const lineFeed = bytes.indexOf(0x0a, start);
    try {
      decoder.decode(bytes.subarray(start, lineFeed === -1 ? bytes.length : lineFeed));
    } catch {
      return line;
    }
    if (lineFeed === -1) return line;
    start = lineFeed + 1;
  }
}
