import { NestvecError } from "@nestvec/core";
import { longestLineBytes } from "../text/lines.ts";
import type { Place } from "../text/place.ts";

/** One value of a JSON file and the line on which it begins. */
export interface JsonValue {
  readonly line: number;
  readonly value: unknown;
}

/** What a byte of JSON is for this reader. Every other byte is 0. */
const space = 1;
const opener = 2;
const closer = 3;
const quote = 4;
const backslash = 5;
const comma = 6;
const kinds = new Uint8Array(256);
for (const [characters, kind] of [
  [" \t\n\r", space],
  ["{[", opener],
  ["}]", closer],
  ['"', quote],
  ["\\", backslash],
  [",", comma],
] as const) {
  for (const character of characters) kinds[character.charCodeAt(0)] = kind;
}
const newline = 0x0a;
const openList = 0x5b;
const closeList = 0x5d;

/** What may come next: the list or a value; values that follow each other; the list's first element or its end; an element; a comma or the end; nothing. */
type State = "start" | "values" | "first" | "element" | "after" | "end";

/**
 * The values of a JSON file, some for each chunk that completes any: the elements of the one list that it holds, or the values that follow each other,
 * as in JSON Lines. A value is cut out as bytes, by its brackets and quotes, and given to `JSON.parse`, so that only one is held at a time; a streaming parser would
 * take every number of every vector apart in JavaScript, and tell no lines. The chunks must be UTF-8.
 * @throws NestvecError LINE_INVALID
 */
export async function* readJsonValues(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<readonly JsonValue[]> {
  let line = 1;
  let state: State = "start";
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** Whether a value has begun, and is a number or a word, which ends where something else begins. */
  let isOpen = false;
  let isBare = false;
  let valueLine = 1;
  let pieces: Uint8Array[] = [];
  let pieceBytes = 0;

  const fail = (found: string, expected: string): never => {
    throw new NestvecError("LINE_INVALID", { file, line, found, expected });
  };
  const hold = (piece: Uint8Array): void => {
    pieceBytes += piece.length;
    if (pieceBytes > longestLineBytes) fail("a longer value than can be read", `at most ${longestLineBytes.toLocaleString("en-US")} bytes`);
    pieces.push(piece);
  };
  const take = (): JsonValue => {
    const text = Buffer.concat(pieces, pieceBytes).toString("utf8");
    pieces = [];
    pieceBytes = 0;
    isOpen = false;
    state = state === "start" || state === "values" ? "values" : "after";
    return { line: valueLine, value: parseJson(text, { file, line: valueLine }) };
  };
  /** Whether a byte between values begins one, rather than the list, its end, or a comma. */
  const begins = (byte: number, kind: number): boolean => {
    if (state === "end") fail("more behind the end of the list", "one list, or objects that follow each other");
    if (state === "start" && byte === openList) state = "first";
    else if ((state === "first" || state === "after") && byte === closeList) state = "end";
    else if (state === "after" && kind === comma) state = "element";
    else if (state === "after") fail("two elements without a comma between them", 'a comma, or the "]" that ends the list');
    else if (kind === closer || kind === comma) fail(`"${String.fromCharCode(byte)}"`, "a value of JSON");
    else return true;
    return false;
  };

  for await (const chunk of chunks) {
    const values: JsonValue[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      const kind = kinds[byte] ?? 0;
      if (byte === newline) line += 1;
      if (isOpen && isBare && kind !== 0 && kind !== backslash) {
        hold(chunk.subarray(start, at));
        values.push(take());
      }
      if (isOpen) {
        if (isBare || (kind === 0 && !escaped)) continue;
        if (escaped) escaped = false;
        else if (kind === quote) inString = !inString;
        else if (inString) escaped = kind === backslash;
        else if (kind === opener) depth += 1;
        else if (kind === closer) depth -= 1;
        if (depth > 0 || inString) continue;
        hold(chunk.subarray(start, at + 1));
        values.push(take());
      } else if (kind !== space && begins(byte, kind)) {
        isOpen = true;
        isBare = kind === 0 || kind === backslash;
        inString = kind === quote;
        depth = kind === opener ? 1 : 0;
        valueLine = line;
        start = at;
      }
    }
    if (isOpen) hold(chunk.subarray(start));
    if (values.length > 0) yield values;
  }
  if (isOpen && isBare) yield [take()];
  else if (isOpen) fail(`the end of the file within the value that begins at line ${valueLine.toLocaleString("en-US")}`, "a whole value");
  if (isInList(state)) fail("the end of the file", 'the "]" that ends the list');
}

function isInList(state: State): boolean {
  return state === "first" || state === "element" || state === "after";
}

/** A text as a value of JSON. @throws NestvecError LINE_INVALID */
export function parseJson(text: string, place: Place): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const problem = cause instanceof Error ? ` (${cause.message.slice(0, 120)})` : "";
    throw new NestvecError("LINE_INVALID", { ...place, found: `no JSON${problem}`, expected: "a JSON object" }, { cause });
  }
}
