/** The formats of rows that can be read: a text a line, an object a line, one JSON list, and tables with a heading. */
export type RowFormat = "lines" | "jsonl" | "json" | "csv" | "tsv";

/** All of them. */
export const rowFormats: readonly RowFormat[] = ["lines", "jsonl", "json", "csv", "tsv"];

const endings: Readonly<Record<string, RowFormat>> = {
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "json",
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
};

/**
 * The format that the ending of a file's name stands for, with or without `.gz` behind it; undefined where it stands for none.
 * @example
 * ```ts
 * import { formatOfName } from "@nestvec/records";
 *
 * console.log(formatOfName("products.tsv.gz"), formatOfName("notes")); // → tsv undefined
 * ```
 */
export function formatOfName(file: string): RowFormat | undefined {
  const ending = /\.([a-z]+)$/i.exec(file.replace(/\.gz$/i, ""))?.[1];
  return ending === undefined ? undefined : endings[ending.toLowerCase()];
}
