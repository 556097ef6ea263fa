import { CsvError, parse, type Parser } from "csv-parse";
import { NestvecError } from "@nestvec/core";
import { longestLineBytes } from "../text/lines.ts";
import type { Place } from "../text/place.ts";

/** One row of a table, by the names in its heading, and the line on which it begins. */
export interface TableRow {
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
  /** What is wrong with it, where such rows are kept: it has no fields then. */
  readonly problem?: NestvecError;
}

/** What is known of a table before it is read. */
export interface TableShape {
  readonly delimiter: "," | ";" | "\t";
  /** A column that must be there. */
  readonly field?: string | undefined;
  /** Rows with more or fewer fields than the heading are handed over with their `problem`. */
  readonly keepInvalid?: boolean | undefined;
}

/** What a parser hands over of one record, where it is asked for its raw text, which its types do not tell. */
interface RawRecord {
  readonly raw: string;
  readonly record: readonly string[];
}

function isRawRecord(value: unknown): value is RawRecord {
  return typeof value === "object" && value !== null && "raw" in value && "record" in value;
}

/**
 * The rows of a table with a heading (RFC 4180): fields parted by `delimiter`, in quotes where they hold it, a quote or a line break, and each quote
 * doubled in there. Lines end in LF, CRLF or CR; blank ones are passed over. The chunks must be UTF-8.
 * @throws NestvecError LINE_INVALID
 */
export async function* readTable(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  { delimiter, field, keepInvalid = false }: TableShape,
): AsyncGenerator<readonly TableRow[]> {
  let line = 1;
  let heading: readonly string[] | undefined;
  let rows: TableRow[] = [];
  const parser = parse({
    delimiter,
    raw: true,
    skip_empty_lines: true,
    relax_column_count: keepInvalid,
    max_record_size: longestLineBytes,
    // Called while a chunk is written, so that rows never wait in the stream.
    on_record: (read: unknown) => {
      if (!isRawRecord(read)) return null;
      const { raw, record } = read;
      const first = line + lineEnds(/^[\r\n]*/.exec(raw)?.[0] ?? "");
      line += lineEnds(raw);
      if (heading === undefined) heading = checkedHeading(record, field, { file, line: first });
      else if (record.length === heading.length) rows.push({ line: first, fields: byName(heading, record) });
      else rows.push({ line: first, fields: {}, problem: unevenRow(record, heading, { file, line: first }) });
      return null;
    },
  });
  const step = async (work: Promise<void>): Promise<readonly TableRow[]> => {
    try {
      await work;
    } catch (error) {
      throw error instanceof CsvError ? lineInvalid(error, file, line, heading?.length ?? 0) : error;
    }
    const read = rows;
    rows = [];
    return read;
  };
  // The error of a write is told by the write.
  parser.on("error", () => undefined);
  try {
    for await (const chunk of chunks) {
      const read = await step(written(parser, chunk));
      if (read.length > 0) yield read;
    }
    const read = await step(ended(parser));
    if (read.length > 0) yield read;
  } finally {
    parser.destroy();
  }
}

function written(parser: Parser, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

function ended(parser: Parser): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.on("error", reject);
    parser.on("end", resolve);
    parser.resume();
    parser.end();
  });
}

function lineEnds(text: string): number {
  return text.match(/\r\n?|\n/g)?.length ?? 0;
}

function checkedHeading(names: readonly string[], field: string | undefined, place: Place): readonly string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new NestvecError("LINE_INVALID", {
      ...place,
      found: `two columns "${twice}"`,
      expected: "a heading with a name of its own for each",
    });
  }
  if (field === undefined || names.includes(field)) return names;
  const shown = names.map((name) => JSON.stringify(name)).join(", ");
  const found = `a heading with ${names.length === 1 ? "the column" : "the columns"} ${shown.slice(0, 200)}`;
  throw new NestvecError("LINE_INVALID", { ...place, found, expected: `a heading with the column "${field}"` });
}

function byName(names: readonly string[], record: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name, place) => [name, record[place] ?? ""]));
}

function lineInvalid(error: CsvError, file: string, line: number, columns: number): NestvecError {
  const [found, expected] = sentenceOf(error, columns);
  return new NestvecError("LINE_INVALID", { file, line, found, expected }, { cause: error });
}

/** The error of a row with more or fewer fields than the heading. */
function unevenRow(record: readonly string[], heading: readonly string[], place: Place): NestvecError {
  const found = `${record.length} ${record.length === 1 ? "field" : "fields"}`;
  return new NestvecError("LINE_INVALID", { ...place, found, expected: `${heading.length} fields, as the heading has` });
}

function sentenceOf({ code, message, record }: CsvError, columns: number): readonly [found: string, expected: string] {
  const quoted = "a field in quotes, with every quote in it written twice";
  if (code === "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH")
    return [`${Array.isArray(record) ? record.length : "another number of"} fields`, `${columns} fields, as the heading has`];
  if (code === "CSV_QUOTE_NOT_CLOSED") return ["a row whose quote is never closed", quoted];
  if (code === "CSV_INVALID_CLOSING_QUOTE" || code === "INVALID_OPENING_QUOTE") return ["a quote in the midst of a field", quoted];
  if (code === "CSV_MAX_RECORD_SIZE") return ["a longer row than can be read", `at most ${longestLineBytes.toLocaleString("en-US")} bytes`];
  return [`no table (${message})`, "a table with a heading"];
}
