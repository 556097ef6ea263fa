import { NestvecError } from "@nestvec/core";
import { linesOf, readTextFile } from "./read-text-file.ts";
import { decimalNumber, shown, type ScoredPair } from "./scored-pair.ts";

/** A query and one of its right answers. */
export interface AnsweredQuery {
  readonly query: string;
  readonly answer: string;
}

/** Pairs of one's own: with scores, or without. */
export type OwnPairs =
  | { readonly kind: "scored"; readonly pairs: readonly ScoredPair[] }
  | { readonly kind: "answered"; readonly pairs: readonly AnsweredQuery[] };

/** The cells of a line and its number, from 1. */
interface Row {
  readonly number: number;
  readonly cells: readonly string[];
}

/**
 * Pairs of one's own, one a line, separated by tabs, without quoting: `text text score`, or `query answer`. The first line is taken for
 * names of columns where it has three and the third is no number; with two columns every line is a pair. Blank lines are passed over.
 * @throws NestvecError FILE_NOT_READABLE, FILE_NOT_UTF8, LINE_INVALID
 */
export async function readPairs(file: string): Promise<OwnPairs> {
  const rows = linesOf(await readTextFile(file))
    .map((line, index): Row => ({ number: index + 1, cells: line.split("\t") }))
    .filter(({ cells }) => cells.length > 1 || cells[0]?.trim() !== "");
  const columns = rows[0]?.cells.length ?? 0;
  for (const row of rows) checkRow(row, columns, file);
  if (columns !== 3) {
    const pairs = rows.map(({ cells: [query = "", answer = ""] }) => ({ query, answer }));
    requireTwo(pairs.length, file);
    return { kind: "answered", pairs };
  }
  const hasHead = decimalNumber(rows[0]?.cells[2] ?? "") === undefined;
  const pairs = (hasHead ? rows.slice(1) : rows).map((row) => scoredPair(row, file));
  requireTwo(pairs.length, file);
  if (pairs.some(({ score }) => score !== pairs[0]?.score)) return { kind: "scored", pairs };
  const expected = "scored differently somewhere, since equal scores say nothing of an order";
  throw invalid(file, rows.at(-1)?.number ?? 1, `the score ${pairs[0]?.score}, as on every line`, expected);
}

function checkRow({ number, cells }: Row, columns: number, file: string): void {
  const found = `${cells.length} ${cells.length === 1 ? "column" : "columns"}`;
  if (columns !== 2 && columns !== 3) throw invalid(file, number, found, "TEXT tab TEXT tab SCORE, or QUERY tab ANSWER");
  if (cells.length !== columns) throw invalid(file, number, found, `${columns} columns, as the first line`);
  if (cells.slice(0, 2).some((cell) => cell.trim() === "")) throw invalid(file, number, "an empty text", "two texts");
}

function scoredPair({ number, cells: [left = "", right = "", scoreText = ""] }: Row, file: string): ScoredPair {
  const score = decimalNumber(scoreText);
  if (score !== undefined) return { left, right, score };
  throw invalid(file, number, `the score ${shown(scoreText)}`, "a number such as 0.8");
}

function requireTwo(pairs: number, file: string): void {
  if (pairs < 2) throw new NestvecError("FILE_NOT_READABLE", { file, problem: `it has ${pairs} pairs, and at least 2 are needed` });
}

const invalid = (file: string, line: number, found: string, expected: string): NestvecError =>
  new NestvecError("LINE_INVALID", { file, line, found, expected });
