import { type FileHandle, open } from "node:fs/promises";
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, type ParquetParsers, parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { NestvecError } from "@nestvec/core";
import type { Cell, Column } from "../columns/column-kinds.ts";
import type { TableSource, WantedRows } from "../source/table-source.ts";
import { storedWidth, type VectorColumn } from "../columns/vector-column.ts";
import { metadataKey, parseMetadata, type TableMetadata } from "../metadata/table-metadata.ts";
import { columnOfElement, topElements } from "./parquet-schema.ts";

/** A table in Parquet. One row group is in memory at a time. @throws NestvecError FILE_NOT_READABLE */
export async function openParquet(file: string): Promise<TableSource> {
  return withFile(file, async (buffer) => {
    const footer = await parquetMetadataAsync(buffer, { geoparquet: false });
    const metadata = parseMetadata(footer.key_value_metadata?.find(({ key }) => key === metadataKey)?.value, file);
    const unknown = new Map<string, string>();
    const columns = topElements(footer).flatMap((element): Column[] => {
      if (element.name === metadata?.column) return [];
      const column = columnOfElement(element);
      if (column === undefined) unknown.set(element.name, String(element.converted_type ?? element.logical_type?.type ?? element.type));
      return column === undefined ? [] : [column];
    });
    const rows = Number(footer.num_rows);
    return { file, rows, columns, unknown, metadata, isFound: false, read: (wanted) => readGroups(file, footer, metadata, wanted) };
  });
}

/** Numbers as they stand in the file, where the library would make dates of milliseconds of them. */
const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (time) => time,
  timestampFromMicroseconds: (time) => time,
  timestampFromNanoseconds: (time) => time,
  dateFromDays: (days) => days,
};

async function* readGroups(
  file: string,
  footer: FileMetaData,
  metadata: TableMetadata | undefined,
  wanted: WantedRows,
): ReturnType<TableSource["read"]> {
  const { columns, from } = wanted;
  const vectorsOf = wanted.vectors ? metadata : undefined;
  const known = new Set(topElements(footer).map(({ name }) => name));
  const names = [
    ...columns.map(({ name }) => name).filter((name) => known.has(name)),
    ...(vectorsOf === undefined ? [] : [vectorsOf.column]),
  ];
  let first = 0;
  for (const group of footer.row_groups) {
    const rows = Number(group.num_rows);
    const start = first;
    first += rows;
    if (first <= from || rows === 0) continue;
    const values = await withFile(file, (buffer) => readColumns(buffer, footer, names, start, first));
    yield {
      first: start,
      rows,
      cells: columns.map(({ name, kind }) =>
        (values.get(name) ?? []).map((cell) => (kind === "bytes" || kind === "text" ? bytesAs(cell, kind) : cell)),
      ),
      ...(vectorsOf === undefined ? {} : { vectors: vectorColumn(values.get(vectorsOf.column) ?? [], vectorsOf, rows) }),
    };
  }
}

/** The library makes texts of bytes that nothing is said of, unless it is told not to. */
function bytesAs(cell: Cell, kind: "bytes" | "text"): Cell {
  return kind === "text" && cell instanceof Uint8Array ? new TextDecoder().decode(cell) : cell;
}

async function readColumns(
  file: AsyncBuffer,
  metadata: FileMetaData,
  names: readonly string[],
  rowStart: number,
  rowEnd: number,
): Promise<ReadonlyMap<string, readonly Cell[]>> {
  const columns = new Map<string, Cell[]>(names.map((name) => [name, []]));
  if (names.length === 0) return columns;
  await parquetRead({
    file,
    metadata,
    columns: [...names],
    rowStart,
    rowEnd,
    parsers,
    utf8: false,
    geoparquet: false,
    compressors,
    onChunk: ({ columnName, columnData }) => {
      const cells = columns.get(columnName);
      if (cells !== undefined) for (const cell of columnData as Iterable<Cell>) cells.push(cell);
    },
  });
  return columns;
}

function vectorColumn(lists: readonly Cell[], { type, dimension }: TableMetadata, rows: number): VectorColumn {
  const width = storedWidth(type, dimension);
  const isFloat = type === "float32" || type === "float16";
  const data = isFloat ? new Float32Array(rows * width) : type === "int8" ? new Int8Array(rows * width) : new Uint8Array(rows * width);
  const valid = lists.map((list) => list !== null && list !== undefined);
  for (const [row, list] of lists.entries()) if (list !== null && list !== undefined) data.set(list as ArrayLike<number>, row * width);
  // The library has made numbers of half floats.
  return { type: type === "float16" ? "float32" : type, width, rows, data, valid: valid.every(Boolean) ? undefined : valid };
}

async function withFile<Result>(file: string, work: (buffer: AsyncBuffer) => Promise<Result>): Promise<Result> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const opened = handle;
    const { size: byteLength } = await handle.stat();
    const slice = async (start: number, end: number = byteLength): Promise<ArrayBuffer> => {
      const bytes = new Uint8Array(end - start);
      await opened.read(bytes, 0, bytes.length, start);
      return bytes.buffer;
    };
    return await work({ byteLength, slice });
  } catch (cause) {
    if (NestvecError.is(cause) || !(cause instanceof Error)) throw cause;
    throw new NestvecError("FILE_NOT_READABLE", { file, problem: `it is no table of Parquet (${cause.message})` }, { cause });
  } finally {
    await handle?.close();
  }
}
