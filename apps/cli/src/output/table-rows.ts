import type { Embeddings } from "@nestvec/core";
import type { LayersWriter, Sink } from "@nestvec/records";
import { type Column, oneLine, styleTitles, textTable } from "./text-table.ts";

const shownNumbers = 4;

/**
 * A table to look at: a row for each text and exit with the first numbers of its vector, and last a line for each exit of what was used. Columns are
 * of fixed widths, so it streams.
 */
export function tableWriter(sink: Sink, screenWidth: number): LayersWriter {
  let head = true;
  let last = "";
  return {
    write: async ({ firstIndex, texts, exits }) => {
      const columns = columnsFor(exits.length > 1, screenWidth);
      const rows = texts.flatMap((text, row) =>
        exits.map((exit) => columns.map(({ cell }) => cell({ index: firstIndex + row, text, row, exit }))),
      );
      if (rows.length > 0) {
        await sink.write(textTable(columns, rows, { head, title: styleTitles(process.stdout) }));
        head = false;
      }
      last = exits.map(({ layer, dimension, space }) => `layer ${layer}, ${dimension} numbers a text, space ${space}\n`).join("");
    },
    end: () => sink.write(last),
  };
}

/** One text at one exit. */
interface Shown {
  readonly index: number;
  readonly text: string;
  readonly row: number;
  readonly exit: Embeddings;
}

/** A column, and what stands in it. */
interface ShownColumn extends Column {
  readonly cell: (shown: Shown) => string;
}

/** The layer has a column only where rows differ in it. */
function columnsFor(hasSeveralExits: boolean, screenWidth: number): readonly ShownColumn[] {
  const layer: readonly ShownColumn[] = hasSeveralExits
    ? [{ title: "layer", align: "right", width: 5, cell: ({ exit }) => String(exit.layer) }]
    : [];
  const others = [...layer.map(({ width = 0 }) => width), 7, 6, 9, shownNumbers * 8];
  const textWidth = Math.max(20, Math.min(60, screenWidth - others.reduce((sum, width) => sum + width + 2, 0)));
  return [
    { title: "index", align: "right", width: 7, cell: ({ index }) => String(index) },
    { title: "text", width: textWidth, cell: ({ text }) => oneLine(text, textWidth) },
    ...layer,
    { title: "tokens", align: "right", width: 6, cell: ({ exit, row }) => String(exit.tokens[row]) },
    { title: "truncated", width: 9, cell: ({ exit, row }) => (exit.truncated[row] === true ? "yes" : "no") },
    { title: "first numbers", width: shownNumbers * 8, cell: ({ exit, row }) => numbers(exit.vectors[row] ?? new Float32Array()) },
  ];
}

function numbers(vector: Float32Array): string {
  return Array.from(vector.subarray(0, shownNumbers), (value) => value.toFixed(4).padStart(7)).join(" ");
}
