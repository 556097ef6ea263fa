import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** The different lines of some files. */
export async function linesOf(files: readonly string[]): Promise<readonly string[]> {
  const lines = new Set<string>();
  for (const file of files) for (const line of (await readFile(file, "utf8")).split(/\r?\n/)) if (line.trim() !== "") lines.add(line);
  return [...lines];
}

/** The text of a row: one of the lines, with the number of its round behind it after the first. */
export function numberedText(lines: readonly string[], row: number): string {
  const round = Math.floor(row / lines.length);
  const line = lines[row % lines.length] ?? "";
  return round === 0 ? line : `${line} ${round}`;
}

/** Writes some rows as JSON Lines with an id each. */
export async function writeRows(file: string, lines: readonly string[], rows: number, first = 0): Promise<void> {
  async function* chunks(): AsyncGenerator<string> {
    for (let row = first; row < first + rows; row += 1000) {
      const count = Math.min(1000, first + rows - row);
      yield Array.from(
        { length: count },
        (_, place) => `${JSON.stringify({ id: row + place, text: numberedText(lines, row + place) })}\n`,
      ).join("");
    }
  }
  await pipeline(Readable.from(chunks()), createWriteStream(file));
}
