import type { NestvecError } from "@nestvec/core";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import type { Cells, Column } from "../columns/column-kinds.ts";
import type { VectorColumn } from "../columns/vector-column.ts";

/** What is wanted of the rows of a table. */
export interface WantedRows {
  readonly columns: readonly Column[];
  /** Whether stored vectors are wanted, too. */
  readonly vectors: boolean;
  /** Rows before this one may be left out, a batch at a time. */
  readonly from: number;
}

/** Some rows that follow each other. */
export interface SourceBatch {
  /** The number of the first of them in its file, counted from 0. */
  readonly first: number;
  readonly rows: number;
  /** `[columns][rows]`; a column that the file has not is empty. */
  readonly cells: Cells;
  readonly vectors?: VectorColumn;
  /** Rows that could not be read, by their place among these. */
  readonly problems?: ReadonlyMap<number, NestvecError>;
  /** The line of each row, where the file has lines. */
  readonly lines?: readonly number[];
}

/** A table to read from: a file whose contents are known. */
export interface TableSource {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** Columns that cannot be kept exactly, with what they hold. */
  readonly unknown: ReadonlyMap<string, string>;
  /** Of a table with vectors: how they were made. */
  readonly metadata: TableMetadata | undefined;
  /** Whether the kinds of its columns were found in its values. */
  readonly isFound: boolean;
  /** Its rows in their order, a batch at a time. @throws NestvecError FILE_NOT_READABLE, LINE_INVALID */
  read(wanted: WantedRows): AsyncGenerator<SourceBatch>;
}
