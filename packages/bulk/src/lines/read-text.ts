import { createReadStream } from "node:fs";
import { NestvecError } from "@nestvec/core";
import { readRows, type LocatedRow, type RowFormat } from "@nestvec/records";
import type { Cell, Column } from "../columns/column-kinds.ts";
import { findColumns } from "../columns/merge-columns.ts";
import type { TableSource, WantedRows } from "../source/table-source.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";

/** A file of lines, JSON Lines, JSON, CSV or TSV. */
export interface TextFile {
  readonly path: string;
  readonly format: RowFormat;
  /** What the column of a file of lines is called. */
  readonly field: string;
  /** What stands beside it of its vectors, where these are a field of it. */
  readonly metadata: TableMetadata | undefined;
}

/** Looks through a file of rows once: how many there are, and which columns. @throws NestvecError FILE_NOT_READABLE, LINE_INVALID, FILE_NOT_UTF8 */
export async function openText(file: TextFile): Promise<TableSource> {
  const found = findColumns(file.path);
  let rows = 0;
  const isTable = file.format === "csv" || file.format === "tsv";
  for await (const { rows: group } of rowsOf(file)) {
    rows += group.length;
    if (isTable && rows > group.length) continue;
    for (const { row } of group) found.add(fieldsOf(row, file));
  }
  const columns = found.columns().filter(({ name }) => name !== file.metadata?.column);
  // Cells of tables are texts, and empty ones too.
  const kept: readonly Column[] = rows === 0 && columns.length === 0 ? [{ name: file.field, kind: "text" }] : columns;
  return {
    file: file.path,
    rows,
    columns: kept,
    unknown: new Map(),
    metadata: file.metadata,
    isFound: true,
    read: (wanted) => readText(file, wanted),
  };
}

function rowsOf({ path, format, field }: TextFile): ReturnType<typeof readRows> {
  const isTable = format === "csv" || format === "tsv";
  return readRows(chunksOf(path), { file: path, format, keepInvalid: true, ...(isTable ? { field } : {}) });
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: 1024 * 1024 });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new NestvecError("FILE_NOT_READABLE", { file: path, problem }, { cause });
  }
}

const fieldsOf = (row: LocatedRow["row"], { field }: TextFile): Readonly<Record<string, unknown>> =>
  typeof row === "string" ? { [field]: row } : row;

async function* readText(file: TextFile, { columns, from }: WantedRows): ReturnType<TableSource["read"]> {
  let first = 0;
  for await (const { rows } of rowsOf(file)) {
    const start = first;
    first += rows.length;
    if (first <= from) continue;
    const cells = columns.map((): Cell[] => []);
    const problems = new Map<number, NestvecError>();
    for (const [place, { row, line, problem }] of rows.entries()) {
      const fields = fieldsOf(row, file);
      const wrong = problem ?? inexactNumber(fields, columns, { file: file.path, line });
      if (wrong !== undefined) problems.set(place, wrong);
      for (const [index, { name }] of columns.entries())
        cells[index]?.push(wrong === undefined && Object.hasOwn(fields, name) ? fields[name] : undefined);
    }
    yield { first: start, rows: rows.length, cells, problems, lines: rows.map(({ line }) => line) };
  }
}

/** A whole number that `JSON.parse` has changed: between 2^53 and 2^64, where people keep their ids. */
function inexactNumber(
  fields: Readonly<Record<string, unknown>>,
  columns: readonly Column[],
  place: { readonly file: string; readonly line: number },
): NestvecError | undefined {
  const wrong = columns.find(({ name }) => {
    const value = fields[name];
    return typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 64;
  });
  if (wrong === undefined) return undefined;
  const expected = "a text, or a whole number of at most 9,007,199,254,740,991 (2^53 - 1)";
  return new NestvecError("LINE_INVALID", {
    ...place,
    found: `a number as "${wrong.name}" that is too large to be kept exactly`,
    expected,
  });
}
