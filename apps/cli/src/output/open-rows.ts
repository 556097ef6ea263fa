import { jsonLines, jsonList } from "@nestvec/records";
import type { Interruption } from "../process/interruption.ts";
import { standardOutput } from "./standard-output.ts";
import { type Column, styleTitles, textTable } from "./text-table.ts";

/** How one kind of row is shown. */
export interface RowShape<Row> {
  readonly columns: readonly Column[];
  readonly cells: (row: Row) => readonly string[];
  /** The object that stands for it in JSON. */
  readonly json: (row: Row) => object;
}

/** Rows on standard output, some at a time. */
export interface Rows<Row> {
  write(rows: readonly Row[]): Promise<void>;
  end(): Promise<void>;
}

/** Rows on standard output: a table on a terminal and JSON Lines elsewhere, where no format was named. */
export function openRows<Row>(format: "table" | "jsonl" | "json" | undefined, interruption: Interruption, shape: RowShape<Row>): Rows<Row> {
  const sink = standardOutput(interruption);
  const chosen = format ?? (process.stdout.isTTY ? "table" : "jsonl");
  if (chosen !== "table") {
    const objects = chosen === "jsonl" ? jsonLines(sink) : jsonList(sink);
    return { write: (rows) => objects.write(rows.map((row) => JSON.stringify(shape.json(row)))), end: objects.end };
  }
  const title = styleTitles(process.stdout);
  let head = true;
  return {
    write: async (rows) => {
      if (rows.length === 0) return;
      await sink.write(textTable(shape.columns, rows.map(shape.cells), { head, title }));
      head = false;
    },
    end: () => Promise.resolve(),
  };
}
