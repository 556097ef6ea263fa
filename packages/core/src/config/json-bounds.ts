import { configInvalid } from "./config-value.ts";

/** How large a JSON file may be: parsed, it takes many times its bytes. */
export interface JsonBounds {
  readonly bytes: number;
  /** Lists, objects, and what is in them. */
  readonly values: number;
}

/** For settings: a hundred times what published models have. */
export const settingsBounds: JsonBounds = { bytes: 2 ** 24, values: 1_000_000 };

/** For tokenizers. The largest published have 34 MB, for 256,000 pieces and 580,000 merges. */
export const tokenizerBounds: JsonBounds = { bytes: 2 ** 26, values: 4_000_000 };

const deepest = 64;

const number = (value: number): string => value.toLocaleString("en-US");

/** Refuses a file by its size, before it is read. @throws NestvecError CONFIG_INVALID */
export function checkJsonSize(file: string, bytes: number, bounds: JsonBounds): void {
  if (bytes <= bounds.bytes) return;
  throw configInvalid({ file, key: "", value: undefined }, `of at most ${number(bounds.bytes)} bytes`, `of ${number(bytes)} bytes`);
}

/**
 * Refuses JSON that would take far more memory than its bytes, before it is parsed: lists in lists in lists, or millions of values. Reads on over
 * what is not JSON at all, of which the parser says it.
 * @throws NestvecError CONFIG_INVALID
 */
export function checkJsonShape(file: string, bytes: Uint8Array, bounds: JsonBounds): void {
  const at = { file, key: "", value: undefined };
  let depth = 0;
  let values = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === quote) {
      for (index += 1; index < bytes.length && bytes[index] !== quote; index++) if (bytes[index] === backslash) index += 1;
    } else if (byte === openList || byte === openObject) {
      depth += 1;
      values += 1;
      if (depth > deepest) throw configInvalid(at, `nested at most ${deepest} deep`, `nested more than ${deepest} deep`);
    } else if (byte === closeList || byte === closeObject) depth -= 1;
    else if (byte === comma) values += 1;
  }
  if (values > bounds.values) throw configInvalid(at, `one of at most ${number(bounds.values)} values`, `one of ${number(values)} values`);
}

const [quote, backslash, openList, closeList, openObject, closeObject, comma] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c];
