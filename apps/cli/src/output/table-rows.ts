import type { RowWriter, Sink } from "@nestvec/records";
import { type Column, oneLine, styleTitles, textTable } from "./text-table.ts";

const shownNumbers = 4;

/** A table to look at: a row a text with the first numbers of its vector, and a last line of what was used. Columns are of fixed widths, so it streams. */
export function tableWriter(sink: Sink, screenWidth: number): RowWriter {
  const fixed = 7 + 6 + 9 + shownNumbers * 8 + 4 * 2;
  const textWidth = Math.max(20, Math.min(60, screenWidth - fixed));
  const columns: readonly Column[] = [
    { title: "index", align: "right", width: 7 },
    { title: "text", width: textWidth },
    { title: "tokens", align: "right", width: 6 },
    { title: "truncated", width: 9 },
    { title: "first numbers", width: shownNumbers * 8 },
  ];
  let head = true;
  let last = "";
  return {
    write: async ({ firstIndex, texts, embeddings }) => {
      const rows = texts.map((text, row) => [
        String(firstIndex + row),
        oneLine(text, textWidth),
        String(embeddings.tokens[row]),
        embeddings.truncated[row] === true ? "yes" : "no",
        numbers(embeddings.vectors[row] ?? new Float32Array()),
      ]);
      if (rows.length > 0) {
        await sink.write(textTable(columns, rows, { head, title: styleTitles(process.stdout) }));
        head = false;
      }
      last = `layer ${embeddings.layer}, ${embeddings.dimension} numbers a text, space ${embeddings.space}\n`;
    },
    end: () => sink.write(last),
  };
}

function numbers(vector: Float32Array): string {
  return Array.from(vector.subarray(0, shownNumbers), (value) => value.toFixed(4).padStart(7)).join(" ");
}
