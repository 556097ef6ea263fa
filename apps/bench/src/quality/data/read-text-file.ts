import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { NestvecError } from "@nestvec/core";
import { systemProblem } from "./system-problem.ts";

/** More than any set of this kind has; a gzipped file could else be a thousand times as large as it looks. */
const mostBytes = 2 ** 28;

/**
 * A whole text file, unpacked where it is gzipped, without a byte order mark.
 * @throws NestvecError FILE_NOT_READABLE, FILE_NOT_UTF8
 */
export async function readTextFile(file: string): Promise<string> {
  const bytes = unpacked(await readFile(file).catch((error: unknown) => fail(file, error)), file);
  if (!isUtf8(bytes)) throw new NestvecError("FILE_NOT_UTF8", { file, line: firstBadLine(bytes) });
  const text = bytes.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** The lines of a text, ended by LF or CRLF. What follows the last end is a line if it is not empty. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function unpacked(bytes: Buffer, file: string): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    return fail(file, error);
  }
}

function fail(file: string, error: unknown): never {
  throw new NestvecError("FILE_NOT_READABLE", { file, problem: systemProblem(error) }, { cause: error });
}

/** A line feed is never part of another character in UTF-8, so lines can be tried one at a time. */
function firstBadLine(bytes: Buffer): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}
