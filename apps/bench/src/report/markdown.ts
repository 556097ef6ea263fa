import { markdownTable } from "markdown-table";
import type { Findings, Table } from "./findings.ts";

/** Findings as Markdown that reads well in a terminal, too. */
export function markdownOf({ tables, bounds, notes }: Findings): string {
  const verdicts = bounds.map(({ claim, measured, verdict }) => `- ${claim}: ${formatted(measured, 3, 0)}, **${verdict}**`);
  const remarks = notes.map((note) => `- ${note}`);
  const parts = [...tables.map(tableText), [...verdicts, ...remarks].join("\n")];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function tableText({ columns, rows }: Table): string {
  const lines = rows.map((row) =>
    row.map((cell, place) => (typeof cell === "number" ? formatted(cell, columns[place]?.digits ?? 0) : cell)),
  );
  return markdownTable([columns.map(({ title }) => title), ...lines], {
    align: columns.map(({ digits }) => (digits === undefined ? "left" : "right")),
    // Not the width of what a terminal shows, but near enough for these tables.
    stringLength: (text) => Array.from(text).length,
  });
}

/** A number with so many digits after the point, or as a power of ten where those would all be 0. Whole numbers have none. */
function formatted(value: number, digits: number, least = digits): string {
  if (Number.isNaN(value)) return "";
  if (value !== 0 && Math.abs(value) < 0.5 * 10 ** -digits) return value.toExponential(1);
  return value.toLocaleString("en-US", { minimumFractionDigits: Number.isInteger(value) ? 0 : least, maximumFractionDigits: digits });
}
