import type { Cells, Column } from "./column-kinds.ts";
import type { VectorColumn } from "./vector-column.ts";

/** Some rows of a table that is written: the cells that are kept, and the vectors. */
export interface TableRows {
  readonly columns: readonly Column[];
  readonly cells: Cells;
  readonly vectors: VectorColumn;
}
