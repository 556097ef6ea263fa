import { styleText } from "node:util";
import type { WriteStream } from "node:tty";
import CliTable from "cli-table3";

/** One column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Characters on the screen; what is wider is cut with an ellipsis. Left out: as wide as its widest cell. */
  readonly width?: number;
}

/** How a table looks. */
export interface TableStyle {
  /** False: without the line of titles. */
  readonly head?: boolean;
  /** What titles are passed through, to stand out on a screen. */
  readonly title?: (text: string) => string;
}

/** A table as text: columns parted by two spaces, a rule below the titles, a newline at the end. Cells may have several lines. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[], style: TableStyle = {}): string {
  const title = style.title ?? ((text) => text);
  const table = new CliTable({
    ...(style.head === false ? {} : { head: columns.map((column) => title(column.title)) }),
    colWidths: columns.map((column) => column.width ?? null),
    colAligns: columns.map((column) => column.align ?? "left"),
    chars: { ...noLines, mid: "─", "mid-mid": "──", middle: "  " },
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return `${table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")}\n`;
}

const noLines = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  right: "",
  "right-mid": "",
};

// Control characters, and those that turn the direction of writing: a text from a file must not be able to steer the terminal.
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]+/g;

/** A text as one line that is safe to show, cut to `width` characters. */
export function oneLine(text: string, width: number): string {
  // Cut roughly first: a text may have megabytes.
  const shown = text
    .slice(0, 4 * width)
    .replace(unprintable, " ")
    .trim();
  const characters = Array.from(shown);
  return characters.length <= width && text.length <= 4 * width ? shown : `${characters.slice(0, width - 1).join("")}…`;
}

/** How wide a table may be: the terminal's width, or 100 where there is none. */
export function screenWidth(stream: Pick<WriteStream, "columns">): number {
  // Not a terminal, or one that does not know its size: 0 or undefined.
  return stream.columns || 100;
}

/** Bold on a terminal with colours (NO_COLOR and FORCE_COLOR are heeded), nothing elsewhere. */
export function styleTitles(stream: Pick<WriteStream, "isTTY" | "hasColors">): (text: string) => string {
  return stream.isTTY && stream.hasColors() ? (text) => styleText("bold", text) : (text) => text;
}
