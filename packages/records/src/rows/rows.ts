import { NestvecError } from "@nestvec/core";
import { readTable } from "./table.ts";
import { checkedUtf8, decode } from "../text/decode.ts";
import { type RowFormat, rowFormats } from "./format.ts";
import { headOf } from "../text/head.ts";
import { readJsonValues } from "./json-values.ts";
import { unifiedLineEnds } from "../text/line-ends.ts";
import { readLines } from "../text/lines.ts";
import { parseRecord, requireRecord, type Row } from "./record.ts";

/** A row and where it stands. */
export interface LocatedRow {
  readonly line: number;
  readonly row: Row;
  /** What is wrong with it, where `keepInvalid` was asked for: the row has no fields then. */
  readonly problem?: NestvecError;
}

/** Some rows that follow each other. */
export interface RowGroup {
  /** What the file is called in messages. */
  readonly file: string;
  readonly rows: readonly LocatedRow[];
  /** Bytes of the file that were read so far. */
  readonly bytesRead: number;
}

/** What is to be read, and how. */
export interface RowsRequest {
  readonly file: string;
  /** Left out: lines, unless they look like JSON. */
  readonly format?: RowFormat | undefined;
  /** The field that every row must have, for tables: a heading without it is refused before the first row. */
  readonly field?: string | undefined;
  /** Rows that are no objects, or have other fields than the heading, are handed over with their `problem` in place of ending all. Default false. */
  readonly keepInvalid?: boolean | undefined;
}

/**
 * The rows of a file, a group for each chunk that completes any, so that memory does not grow with the file.
 * Text may be UTF-8 or UTF-16 and may be compressed with gzip: both are seen in the first bytes.
 * @throws NestvecError LINE_INVALID, FILE_NOT_UTF8, FILE_NOT_READABLE, and as the chunks
 * @example
 * ```ts
 * import { Readable } from "node:stream";
 * import { readRows, textOf } from "@nestvec/records";
 *
 * const file = "titles.csv";
 * const bytes = Readable.from([Buffer.from('id,title\n7,Snow in May\n8,"A quiet\nweek"\n')]); // or createReadStream(file)
 * for await (const { rows } of readRows(bytes, { file, format: "csv", field: "title" })) {
 *   for (const { row, line } of rows) console.log(line, JSON.stringify(textOf(row, "title", { file, line })));
 * }
 * // → 2 "Snow in May"
 * // → 3 "A quiet\nweek"
 * ```
 */
export async function* readRows(bytes: AsyncIterable<Uint8Array>, request: RowsRequest): AsyncGenerator<RowGroup> {
  let bytesRead = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      bytesRead += chunk.length;
      yield chunk;
    }
  }
  const { chunks, file } = await decode(counted(), request.file);
  for await (const rows of rowsOf(chunks, file, request)) if (rows.length > 0) yield { file, rows, bytesRead };
}

function rowsOf(chunks: AsyncIterable<Uint8Array>, file: string, request: RowsRequest): AsyncIterable<readonly LocatedRow[]> {
  const { format, keepInvalid = false } = request;
  if (format === "jsonl") return jsonLines(chunks, file, keepInvalid);
  if (format === "json") return jsonRows(checkedUtf8(chunks, file), file, keepInvalid);
  if (format === "csv" || format === "tsv") return tableRows(checkedUtf8(chunks, file), file, { ...request, format });
  return format === undefined ? undeclaredLines(chunks, file) : plainLines(chunks, file);
}

async function* plainLines(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<readonly LocatedRow[]> {
  for await (const { firstNumber, lines } of readLines(unifiedLineEnds(chunks), file)) {
    yield lines.map((row, place) => ({ line: firstNumber + place, row }));
  }
}

/** Lines, where nothing says so: a first line that is JSON is refused, since its braces and names would become a part of the text. */
async function* undeclaredLines(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<readonly LocatedRow[]> {
  let isFirst = true;
  for await (const rows of plainLines(chunks, file)) {
    const first = rows.find(({ row }) => typeof row === "string" && row.trim() !== "");
    if (isFirst && first !== undefined) {
      isFirst = false;
      if (looksLikeJson(String(first.row))) {
        const expected = `a text; where it is meant as it is, say that the format is lines, else which of ${rowFormats.join(", ")} it is`;
        throw new NestvecError("LINE_INVALID", { file, line: first.line, found: "JSON", expected });
      }
    }
    yield rows;
  }
}

function looksLikeJson(line: string): boolean {
  const text = line.trim();
  if (text === "[" || text === "{") return true;
  if (!/^[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A row, or what is wrong with it. */
function rowOrProblem(line: number, keepInvalid: boolean, read: () => Row): LocatedRow {
  try {
    return { line, row: read() };
  } catch (error) {
    if (keepInvalid && NestvecError.is(error)) return { line, row: {}, problem: error };
    throw error;
  }
}

async function* jsonLines(chunks: AsyncIterable<Uint8Array>, file: string, keepInvalid: boolean): AsyncGenerator<readonly LocatedRow[]> {
  for await (const { firstNumber, lines } of readLines(unifiedLineEnds(chunks), file)) {
    yield lines.flatMap((text, place) => {
      const line = firstNumber + place;
      // JSON Lines leaves blank lines to the reader. They hold no record, so they are passed over.
      return text.trim() === "" ? [] : [rowOrProblem(line, keepInvalid, () => parseRecord(text, { file, line }))];
    });
  }
}

async function* jsonRows(chunks: AsyncIterable<Uint8Array>, file: string, keepInvalid: boolean): AsyncGenerator<readonly LocatedRow[]> {
  for await (const values of readJsonValues(chunks, file)) {
    yield values.map(({ line, value }) =>
      rowOrProblem(line, keepInvalid, () => (typeof value === "string" ? value : requireRecord(value, { file, line }))),
    );
  }
}

/** A heading longer than this is not looked at in full. */
const longestHeading = 64 * 1024;

async function* tableRows(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  { format, field, keepInvalid }: RowsRequest,
): AsyncGenerator<readonly LocatedRow[]> {
  const { head, chunks: all } = await headOf(chunks, (start) => start.length > longestHeading || /\S[^\n\r]*[\n\r]/.test(latin1(start)));
  const heading = /\S[^\n\r]*/.exec(latin1(head))?.[0] ?? "";
  // Spreadsheets write semicolons where the comma is the decimal point.
  const delimiter = format === "tsv" ? "\t" : !heading.includes(",") && heading.includes(";") ? ";" : ",";
  for await (const rows of readTable(all, file, { delimiter, field, keepInvalid })) {
    yield rows.map(({ line, fields, problem }) => ({ line, row: fields, ...(problem === undefined ? {} : { problem }) }));
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
