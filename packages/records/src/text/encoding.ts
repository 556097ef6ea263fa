import { NestvecError } from "@nestvec/core";

/** How the bytes of a text file are to be understood. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** Whether the head of a file says what it is. A line that is shorter does, too, so that nobody waits for the next one. */
export function isEnoughHead(head: Uint8Array): boolean {
  return head.length >= 4 || (head.length > 1 && head.at(-1) === 0x0a && (head[0] ?? 0) < 0x80);
}

/** Formats that are no text, by how their files begin. */
const binaries: readonly (readonly [name: string, start: readonly number[]])[] = [
  ["NumPy arrays", [0x93, 0x4e, 0x55, 0x4d]],
  ["Parquet", [0x50, 0x41, 0x52, 0x31]],
  ["Arrow", [0x41, 0x52, 0x52, 0x4f]],
  ["a ZIP archive (.zip, .xlsx, .ods, .docx)", [0x50, 0x4b, 0x03, 0x04]],
  ["an old Office document (.xls, .doc)", [0xd0, 0xcf, 0x11, 0xe0]],
  ["Zstandard", [0x28, 0xb5, 0x2f, 0xfd]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58]],
  ["LZ4", [0x04, 0x22, 0x4d, 0x18]],
  ["PDF", [0x25, 0x50, 0x44, 0x46]],
  ["SQLite", [0x53, 0x51, 0x4c, 0x69]],
  ["UTF-32", [0xff, 0xfe, 0x00, 0x00]],
  ["UTF-32", [0x00, 0x00, 0xfe, 0xff]],
];

/** Whether a file is compressed with gzip. */
export function isGzip(head: Uint8Array): boolean {
  return startsWith(head, [0x1f, 0x8b, 0x08]);
}

/** Whether a file is an array of NumPy. */
export function isNumPy(head: Uint8Array): boolean {
  return startsWith(head, [0x93, 0x4e, 0x55, 0x4d]);
}

/** Refuses what is no text, by name. @throws NestvecError LINE_INVALID */
export function requireText(head: Uint8Array, file: string): void {
  const name = binaries.find(([, start]) => startsWith(head, start))?.[0];
  if (name === undefined) return;
  throw new NestvecError("LINE_INVALID", { file, line: 1, found: name, expected: readable });
}

/** Text that can be read, for messages. */
const readable = "text in UTF-8 or UTF-16, plain or in gzip: lines, JSON Lines, JSON, CSV or TSV";

/**
 * The encoding of a text and the length of its byte order mark. Without one, two bytes of which one is zero are a character of UTF-16: no text in
 * UTF-8 holds a zero byte.
 */
export function encodingOf(head: Uint8Array): { readonly encoding: Encoding; readonly mark: number } {
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return { encoding: "utf-8", mark: 3 };
  if (startsWith(head, [0xff, 0xfe])) return { encoding: "utf-16le", mark: 2 };
  if (startsWith(head, [0xfe, 0xff])) return { encoding: "utf-16be", mark: 2 };
  const [first, second, third, fourth] = head;
  const isSecond = third === undefined || fourth === undefined;
  if (first !== 0 && second === 0 && (isSecond || third !== 0)) return { encoding: "utf-16le", mark: 0 };
  if (first === 0 && second !== undefined && second !== 0 && (isSecond || fourth !== 0)) return { encoding: "utf-16be", mark: 0 };
  return { encoding: "utf-8", mark: 0 };
}

function startsWith(head: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, place) => head[place] === byte);
}
