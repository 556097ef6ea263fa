import { NestvecError } from "@nestvec/core";
import type { Cell, Cells, Column } from "../columns/column-kinds.ts";
import type { SourceBatch, TableSource } from "../source/table-source.ts";
import type { VectorColumn } from "../columns/vector-column.ts";

/** Rows that are computed together. Which they are depends on their numbers alone. */
export interface RowWindow {
  /** The number of the window, counted from 0. */
  readonly window: number;
  readonly rows: number;
  /** `[columns][rows]` */
  readonly cells: Cells;
  /** Stored vectors, where they were wanted. */
  readonly vectors: VectorColumn | undefined;
  /** Rows that could not be read, by their place. */
  readonly problems: ReadonlyMap<number, NestvecError>;
  /** Where a row stands. */
  placeOf(row: number): { readonly file: string; readonly row: number; readonly line?: number };
}

/** What is wanted of the rows. */
export interface WindowsRequest {
  readonly columns: readonly Column[];
  readonly vectors: boolean;
  readonly windowRows: number;
  /** Windows that are passed over. */
  isDone(window: number): boolean;
}

/** A piece of a batch that belongs to one window. */
interface Piece {
  readonly file: string;
  readonly batch: SourceBatch;
  readonly start: number;
  readonly end: number;
}

/** The windows of some tables that follow each other. @throws NestvecError as the tables */
export async function* rowWindows(sources: readonly TableSource[], request: WindowsRequest): AsyncGenerator<RowWindow> {
  const { windowRows, isDone } = request;
  let next = 0;
  let pieces: Piece[] = [];
  let held = 0;
  const window = (): number => Math.floor((next - 1) / windowRows);
  const take = (): RowWindow => {
    const whole = joined(pieces, window(), request);
    pieces = [];
    held = 0;
    return whole;
  };
  for (const source of sources) {
    const sourceStart = next;
    const { columns, vectors } = request;
    for await (const batch of source.read({ columns, vectors, from: firstWanted(sourceStart, source.rows, request) - sourceStart })) {
      next = sourceStart + batch.first;
      for (let start = 0; start < batch.rows;) {
        const end = Math.min(batch.rows, start + windowRows - (next % windowRows));
        const isWanted = !isDone(Math.floor(next / windowRows));
        next += end - start;
        if (isWanted) {
          pieces.push({ file: source.file, batch, start, end });
          held += end - start;
        }
        start = end;
        if (held > 0 && next % windowRows === 0) yield take();
      }
    }
    if (next !== sourceStart + source.rows && firstWanted(sourceStart, source.rows, request) < sourceStart + source.rows) {
      throw new NestvecError("FILE_NOT_READABLE", { file: source.file, problem: "it has changed since its rows were counted" });
    }
    next = sourceStart + source.rows;
  }
  if (held > 0) yield take();
}

/** The first row of a table that is in a window to be done. */
function firstWanted(start: number, rows: number, { windowRows, isDone }: WindowsRequest): number {
  let row = start;
  while (row < start + rows && isDone(Math.floor(row / windowRows))) row = (Math.floor(row / windowRows) + 1) * windowRows;
  return Math.min(row, start + rows);
}

function joined(pieces: readonly Piece[], window: number, { columns, windowRows }: WindowsRequest): RowWindow {
  const rows = pieces.reduce((sum, { start, end }) => sum + end - start, 0);
  const problems = new Map<number, NestvecError>();
  const places: { readonly file: string; readonly line?: number }[] = [];
  for (const { file, batch, start, end } of pieces) {
    for (let row = start; row < end; row++) {
      const problem = batch.problems?.get(row);
      if (problem !== undefined) problems.set(places.length, problem);
      const line = batch.lines?.[row];
      places.push(line === undefined ? { file } : { file, line });
    }
  }
  const cells = columns.map((_, index) =>
    pieces.flatMap(({ batch, start, end }): readonly Cell[] => {
      const column = batch.cells[index] ?? [];
      return column.length === 0 ? Array.from({ length: end - start }, () => undefined) : column.slice(start, end);
    }),
  );
  return {
    window,
    rows,
    cells,
    vectors: joinedVectors(pieces, rows),
    problems,
    placeOf: (row) => ({ file: "", ...places[row], row: window * windowRows + row }),
  };
}

function joinedVectors(pieces: readonly Piece[], rows: number): VectorColumn | undefined {
  const [first] = pieces.flatMap(({ batch }) => batch.vectors ?? []);
  if (first === undefined) return undefined;
  const { type, width } = first;
  const data = new (first.data.constructor as new (length: number) => VectorColumn["data"])(rows * width);
  const valid: boolean[] = [];
  for (const { batch, start, end } of pieces) {
    if (batch.vectors !== undefined) data.set(batch.vectors.data.subarray(start * width, end * width), valid.length * width);
    for (let row = start; row < end; row++) valid.push(batch.vectors?.valid?.[row] !== false);
  }
  return { type, width, rows, data, valid: valid.every(Boolean) ? undefined : valid };
}
