import { markdownTable } from "markdown-table";
import type { Findings, Table } from "./findings.ts";
import { formatNumber } from "./format-number.ts";

/** Findings as Markdown that reads well in a terminal, too. */
export function markdownOf({ tables, bounds, notes }: Findings): string {
  const verdicts = bounds.map(({ claim, measured, verdict }) => `- ${claim}: ${formatNumber(measured, 3, 0)}, **${verdict}**`);
  const remarks = notes.map((note) => `- ${note}`);
  const parts = [...tables.map(tableText), [...verdicts, ...remarks].join("\n")];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** One table as Markdown. */
export function tableText({ columns, rows }: Table): string {
  const lines = rows.map((row) =>
    row.map((cell, place) => (typeof cell === "number" ? formatNumber(cell, columns[place]?.digits ?? 0) : cell)),
  );
  return markdownTable([columns.map(({ title }) => title), ...lines], {
    align: columns.map(({ digits }) => (digits === undefined ? "left" : "right")),
    // Not the width of what a terminal shows, but near enough for these tables.
    stringLength: (text) => Array.from(text).length,
  });
}
