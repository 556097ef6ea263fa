import type { RowGroup } from "hyparquet";
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";
import type { Cell, Column } from "../columns/column-kinds.ts";
import { jsonCell } from "../columns/json-cells.ts";
import type { TableRows } from "../columns/table-rows.ts";
import type { ParquetLayout } from "./parquet-file.ts";
import { writeVectorChunk } from "./vector-pages.ts";

/** Some rows as a file of Parquet with one row group. */
export function parquetPart({ schema, metadata, pairs }: ParquetLayout, { columns, cells, vectors }: TableRows): Uint8Array {
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema: [...schema], kvMetadata: [...pairs], statistics: false });
  const { rows } = vectors;
  const columnData = columns.map((column, index) => columnSource(column, cells[index] ?? []));
  if (rows > 0) {
    if (columns.length > 0) void file.write({ columnData, rowGroupSize: rows });
    const group: RowGroup = file.row_groups[0] ?? { columns: [], total_byte_size: 0n, num_rows: BigInt(rows) };
    const start = writer.offset;
    group.columns.push(writeVectorChunk(writer, [metadata.column, "list", "element"], vectors));
    const size = BigInt(writer.offset - start);
    group.total_byte_size += size;
    group.total_compressed_size = (group.total_compressed_size ?? 0n) + size;
    if (columns.length === 0) file.row_groups.push(group);
    file.num_rows = BigInt(rows);
  }
  void file.finish();
  return writer.getBytes();
}

function columnSource(column: Column, cells: readonly Cell[]): ColumnSource {
  const { name, kind } = column;
  const data = cells.map((cell) => {
    if (cell === undefined || cell === null) return null;
    if (kind === "int64" || kind === "uint64") return typeof cell === "bigint" ? cell : BigInt(Number(cell));
    if (kind === "json") return jsonCell(cell, column);
    return cell;
  });
  // Without page indexes, all of a row group's bytes lie together, and can be put into another file as they are.
  return { name, data, offsetIndex: false };
}
