import { littleEndian, npyHeader } from "@nestvec/records";
import { arrowStream } from "../arrow/arrow-batch.ts";
import { arrowJoiner } from "../arrow/arrow-file.ts";
import { arrowSchema } from "../arrow/arrow-types.ts";
import { arrowSchemaMessage } from "../arrow/schema-message.ts";
import type { Column } from "../columns/column-kinds.ts";
import type { TableRows } from "../columns/table-rows.ts";
import { storedWidth, type VectorColumn, type VectorType } from "../columns/vector-column.ts";
import { jsonLinesPart } from "../lines/write-lines.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { parquetJoiner, parquetLayout } from "../parquet/parquet-file.ts";
import { parquetPart } from "../parquet/parquet-part.ts";

/** The formats of tables that are written. */
export type OutputFormat = "parquet" | "arrow" | "jsonl" | "npy";

/** All of them. */
export const outputFormats: readonly OutputFormat[] = ["parquet", "arrow", "jsonl", "npy"];

const endings: Readonly<Record<string, OutputFormat>> = {
  parquet: "parquet",
  arrow: "arrow",
  feather: "arrow",
  ipc: "arrow",
  jsonl: "jsonl",
  ndjson: "jsonl",
  npy: "npy",
};

/**
 * The format that the ending of a file's name stands for; undefined where it stands for none.
 * @example
 * ```ts
 * import { outputFormatOf } from "@nestvec/bulk";
 *
 * console.log(outputFormatOf("titles.parquet"), outputFormatOf("titles.txt")); // → parquet undefined
 * ```
 */
export function outputFormatOf(file: string): OutputFormat | undefined {
  return endings[/\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? ""];
}

/** Puts the parts of a table together. */
export interface Joiner {
  head(): Uint8Array;
  add(part: Uint8Array): Uint8Array;
  tail(): Uint8Array;
}

/** How a table is written: a part for each window of rows, which are put together in the end. */
export interface TableWriter {
  part(rows: TableRows): Uint8Array;
  joiner(rows: number): Joiner;
  /** Whether the format has no room for metadata, which then stands beside the file. */
  readonly isBeside: boolean;
  /** Whether a row may have no vector. */
  readonly hasNulls: boolean;
}

/** @see TableWriter */
export function tableWriter(format: OutputFormat, columns: readonly Column[], metadata: TableMetadata): TableWriter {
  const nothing = new Uint8Array();
  const schema = arrowSchema(columns, metadata, storedWidth(metadata.type, metadata.dimension));
  switch (format) {
    case "arrow":
      return { part: (rows) => arrowStream(schema, rows), joiner: () => arrowJoiner(schema), isBeside: false, hasNulls: true };
    case "parquet": {
      const layout = parquetLayout(columns, metadata, arrowSchemaMessage(schema));
      return { part: (rows) => parquetPart(layout, rows), joiner: () => parquetJoiner(layout), isBeside: false, hasNulls: true };
    }
    case "jsonl": {
      const joiner = { head: () => nothing, add: (part: Uint8Array) => part, tail: () => nothing };
      return { part: (rows) => jsonLinesPart(rows, metadata), joiner: () => joiner, isBeside: true, hasNulls: true };
    }
    case "npy": {
      const head = (rows: number): Uint8Array => npyHeader(rows, storedWidth(metadata.type, metadata.dimension), npyTypes[metadata.type]);
      const joiner = (rows: number): Joiner => ({ head: () => head(rows), add: (part) => part, tail: () => nothing });
      return { part: ({ vectors }) => npyNumbers(vectors), joiner, isBeside: true, hasNulls: false };
    }
  }
}

/** What NumPy calls the numbers of a vector. */
const npyTypes: Readonly<Record<VectorType, string>> = { float32: "<f4", float16: "<f2", int8: "|i1", uint8: "|u1", binary: "|u1" };

function npyNumbers({ data }: VectorColumn): Uint8Array {
  if (data instanceof Float32Array) return littleEndian(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
