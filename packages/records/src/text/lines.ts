import { isUtf8 } from "node:buffer";
import { NestvecError } from "@nestvec/core";

/** Some lines that follow each other, without their ends. */
export interface Lines {
  /** The number of the first of them in the file, counted from 1. */
  readonly firstNumber: number;
  readonly lines: readonly string[];
}

/** A longer line is refused, since it has to be held in memory as a whole. */
export const longestLineBytes: number = 64 * 1024 * 1024;

const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Splits bytes into lines at LF or CRLF, a group for each chunk that completes any. A line may lie across any number of chunks. Since no
 * byte of a UTF-8 sequence is a newline, lines are cut as bytes and decoded whole: characters across chunks need no care.
 * An empty line is a line; what follows the last newline is one if it is not empty.
 * @throws NestvecError FILE_NOT_UTF8, LINE_INVALID (longer than `longestLineBytes`)
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Lines> {
  let pieces: Uint8Array[] = [];
  let pieceBytes = 0;
  let number = 1;

  const hold = (piece: Uint8Array): void => {
    pieceBytes += piece.length;
    if (pieceBytes > longestLineBytes) {
      const expected = `at most ${longestLineBytes.toLocaleString("en-US")} bytes`;
      throw new NestvecError("LINE_INVALID", { file, line: number, found: "a longer line than can be read", expected });
    }
    if (piece.length > 0) pieces.push(piece);
  };
  const decode = (bytes: Buffer, end: number): string => {
    const line = bytes.subarray(0, end);
    if (!isUtf8(line)) throw new NestvecError("FILE_NOT_UTF8", { file, line: number });
    return line.toString("utf8");
  };
  const take = (): Buffer => {
    const bytes = Buffer.concat(pieces, pieceBytes);
    pieces = [];
    pieceBytes = 0;
    return bytes;
  };

  for await (const chunk of chunks) {
    const firstNumber = number;
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      hold(chunk.subarray(start, end));
      const bytes = take();
      lines.push(decode(bytes, bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length));
      number += 1;
      start = end + 1;
    }
    hold(chunk.subarray(start));
    if (lines.length > 0) yield { firstNumber, lines };
  }
  if (pieceBytes === 0) return;
  yield { firstNumber: number, lines: [decode(take(), Number.POSITIVE_INFINITY)] };
}
