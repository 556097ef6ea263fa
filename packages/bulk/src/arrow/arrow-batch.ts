import {
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  type Schema,
  Struct,
} from "apache-arrow";
import { type Cell, type Column, typedCells } from "../columns/column-kinds.ts";
import { jsonText } from "../columns/json-cells.ts";
import type { TableRows } from "../columns/table-rows.ts";
import { arrowNumbers, arrowType } from "./arrow-types.ts";

/** Some rows as a stream of Arrow with one record batch. */
export function arrowStream(schema: Schema, rows: TableRows): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  writer.write(recordBatch(schema, rows));
  writer.finish();
  return writer.toUint8Array(true);
}

function recordBatch(schema: Schema, { columns, cells, vectors }: TableRows): RecordBatch {
  const length = vectors.rows;
  const children: Data[] = columns.map((column, index) => cellData(column, cells[index] ?? [], length));
  const { type, width, data, valid } = vectors;
  const itemType = new arrowNumbers[type]();
  // The typed arrays of all types of vectors are those of their types in Arrow: half floats as bit patterns.
  const child = makeData({ type: itemType, length: length * width, data, nullCount: 0 } as Parameters<typeof makeData>[0]);
  const listType = new FixedSizeList(width, new Field("item", itemType, false));
  children.push(makeData({ type: listType, length, ...validity(length, (row) => valid?.[row] !== false), child }));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}

/** Which rows have a value. */
function validity(
  rows: number,
  isThere: (row: number) => boolean,
): { readonly nullCount: number; readonly nullBitmap: Uint8Array | undefined } {
  let nullCount = 0;
  for (let row = 0; row < rows; row++) if (!isThere(row)) nullCount += 1;
  return { nullCount, nullBitmap: nullCount === 0 ? undefined : bits(rows, isThere) };
}

/** One bit a row, the first in the lowest bit. */
function bits(rows: number, isSet: (row: number) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(rows / 8));
  for (let row = 0; row < rows; row++) if (isSet(row)) bytes[row >> 3] = (bytes[row >> 3] ?? 0) | (1 << (row & 7));
  return bytes;
}

function cellData(column: Column, cells: readonly Cell[], length: number): Data {
  const { kind } = column;
  const type = arrowType(column);
  const nulls = validity(length, (row) => cells[row] !== undefined && cells[row] !== null);
  const props = { type, length, ...nulls };
  const numbers = typedCells(kind, cells);
  if (numbers !== undefined) return dataOf({ ...props, data: numbers });
  if (kind === "boolean") return dataOf({ ...props, data: bits(length, (row) => cells[row] === true) });
  const encoder = new TextEncoder();
  const bytes = cells.map((cell) => {
    if (cell === undefined || cell === null) return noBytes;
    if (kind === "bytes") return cell instanceof Uint8Array ? cell : noBytes;
    return encoder.encode(kind === "json" ? (jsonText(cell) ?? "") : String(cell));
  });
  const valueOffsets = new Int32Array(length + 1);
  for (const [row, { length: size }] of bytes.entries()) valueOffsets[row + 1] = (valueOffsets[row] ?? 0) + size;
  return dataOf({ ...props, valueOffsets, data: Buffer.concat(bytes) });
}

const noBytes = new Uint8Array();

/** The library's overloads are by type, and the type is known here only when this runs. */
const dataOf = (props: { readonly type: DataType; readonly data: ArrayBufferView; readonly valueOffsets?: Int32Array }): Data =>
  makeData(props as Parameters<typeof makeData>[0]);
