import { type FileHandle, open } from "node:fs/promises";
import { type Data, DataType, RecordBatchReader, type Schema, TimeUnit, Vector } from "apache-arrow";
import { NestvecError } from "@nestvec/core";
import type { Cell, Column } from "../columns/column-kinds.ts";
import type { VectorColumn } from "../columns/vector-column.ts";
import { metadataKey, parseMetadata, type TableMetadata } from "../metadata/table-metadata.ts";
import type { TableSource, WantedRows } from "../source/table-source.ts";
import { columnOfType } from "./arrow-types.ts";

/** A table in Arrow, the format of files or of streams. @throws NestvecError FILE_NOT_READABLE */
export async function openArrow(file: string): Promise<TableSource> {
  let schema: Schema | undefined;
  let rows = 0;
  for await (const part of batchesOf(file, (read) => (schema = read))) rows += part.length;
  if (schema === undefined) throw unreadable(file, "it holds no schema");
  const metadata = parseMetadata(schema.metadata.get(metadataKey), file);
  const fields = schema.fields.filter(({ name }) => name !== metadata?.column);
  const unknown = new Map<string, string>();
  const columns = fields.flatMap(({ name, type }): Column[] => {
    const column = columnOfType(name, type);
    if (column === undefined) unknown.set(name, String(type));
    return column === undefined ? [] : [column];
  });
  return { file, rows, columns, unknown, metadata, isFound: false, read: (wanted) => readBatches(file, metadata, wanted) };
}

/** How the vectors of a table were made, without reading its rows. @throws NestvecError FILE_NOT_READABLE */
export async function arrowMetadata(file: string): Promise<TableMetadata | undefined> {
  let schema: Schema | undefined;
  const batches = batchesOf(file, (read) => (schema = read));
  await batches.next();
  await batches.return(undefined);
  return parseMetadata(schema?.metadata.get(metadataKey), file);
}

async function* readBatches(
  file: string,
  metadata: TableMetadata | undefined,
  { columns, vectors, from }: WantedRows,
): ReturnType<TableSource["read"]> {
  let first = 0;
  for await (const struct of batchesOf(file, () => undefined)) {
    const start = first;
    first += struct.length;
    if (first <= from) continue;
    const childOf = (name: string): Data | undefined => struct.children[struct.type.children.findIndex((field) => field.name === name)];
    yield {
      first: start,
      rows: struct.length,
      cells: columns.map((column) => cellsOf(childOf(column.name))),
      ...(vectors && metadata !== undefined ? { vectors: vectorsOf(childOf(metadata.column), metadata, file) } : {}),
    };
  }
}

/** The record batches of a file, one in memory at a time. */
async function* batchesOf(file: string, onSchema: (schema: Schema) => void): AsyncGenerator<Data> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const reader = await RecordBatchReader.from(handle);
    await reader.open();
    onSchema(reader.schema);
    for await (const batch of reader) yield batch.data;
  } catch (cause) {
    if (NestvecError.is(cause) || !(cause instanceof Error)) throw cause;
    const isPacked = /compress|codec/i.test(cause.message);
    throw unreadable(
      file,
      isPacked ? "its record batches are compressed; write them without compression" : `it is no table of Arrow (${cause.message})`,
      cause,
    );
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

const unreadable = (file: string, problem: string, cause?: unknown): NestvecError =>
  new NestvecError("FILE_NOT_READABLE", { file, problem }, { cause });

/** The cells of a column as this package has them: of times the numbers themselves, which the library's own getters round to milliseconds. */
function cellsOf(data: Data | undefined): Cell[] {
  if (data === undefined) return [];
  const { type, length, values } = data;
  const isThere = (row: number): boolean => data.nullCount === 0 || data.getValid(row);
  if (DataType.isTimestamp(type) || DataType.isDate(type)) {
    const scale = DataType.isTimestamp(type) && type.unit === TimeUnit.SECOND ? 1000n : 1n;
    const numbers = values as unknown as ArrayLike<number | bigint>;
    return Array.from({ length }, (_, row) => {
      const value = numbers[row];
      if (value === undefined || !isThere(row)) return null;
      return typeof value === "bigint" ? value * scale : value;
    });
  }
  const vector = new Vector([data]);
  return Array.from({ length }, (_, row) => (isThere(row) ? (vector.get(row) as Cell) : null));
}

function vectorsOf(data: Data | undefined, { type, column }: TableMetadata, file: string): VectorColumn {
  const item = data?.children[0];
  if (data === undefined || item === undefined || !DataType.isFixedSizeList(data.type))
    throw unreadable(file, `its column "${column}" holds no vectors`);
  const width = data.type.listSize;
  const values = item.values as VectorColumn["data"];
  const start = data.offset * width;
  const numbers = values.subarray(start, start + data.length * width) as VectorColumn["data"];
  const valid = data.nullCount === 0 ? undefined : Array.from({ length: data.length }, (_, row) => data.getValid(row));
  return { type, width, rows: data.length, data: numbers, valid };
}
