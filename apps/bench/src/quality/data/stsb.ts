import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { NestvecError } from "@nestvec/core";
import { linesOf, readTextFile } from "./read-text-file.ts";
import { decimalNumber, shown, type ScoredPair } from "./scored-pair.ts";

/** A part of STS-benchmark. */
export type StsbSplit = "train" | "dev" | "test";

/** Where the columns of one of the two formats are. */
interface Columns {
  readonly score: number;
  /** The left text; the right one follows it. */
  readonly text: number;
}

/** The one file with all splits names its columns; `split` comes first. */
const wholeHead = "split\tgenre\tdataset\tyear\tsid\tscore\tsentence1\tsentence2";
const wholeColumns: Columns = { score: 5, text: 6 };
/** The three files of the original have no head. Some rows name their sources after the texts. */
const classicColumns: Columns = { score: 4, text: 5 };

/**
 * The pairs of one split of STS-benchmark (Cer et al., 2017, arXiv:1708.00055), scored from 0 to 5. `path` is its one file with all
 * splits, gzipped or not, its original `sts-SPLIT.csv`, or a folder with either: `stsbenchmark.tsv.gz`, `stsbenchmark.tsv`,
 * `sts-SPLIT.csv`. Both are separated by tabs and have no quoting.
 * @throws NestvecError FILE_NOT_READABLE, FILE_NOT_UTF8, LINE_INVALID
 */
export async function readStsb(path: string, split: StsbSplit): Promise<ScoredPair[]> {
  const file = await stsbFile(path, split);
  const lines = linesOf(await readTextFile(file));
  if (basename(file).startsWith(`sts-${split}.`)) return pairsOf(lines.entries(), classicColumns, file, split);
  if (lines[0] !== wholeHead) throw invalid(file, 1, shown(lines[0] ?? ""), `the names of the columns, ${shown(wholeHead)}`);
  const ofSplit = [...lines.entries()].filter(([, line]) => line.startsWith(`${split}\t`));
  return pairsOf(ofSplit, wholeColumns, file, split);
}

async function stsbFile(path: string, split: StsbSplit): Promise<string> {
  if (!(await stat(path).catch(() => undefined))?.isDirectory()) return path;
  const names = ["stsbenchmark.tsv.gz", "stsbenchmark.tsv", `sts-${split}.csv`];
  for (const name of names) {
    const file = join(path, name);
    if ((await stat(file).catch(() => undefined))?.isFile()) return file;
  }
  throw new NestvecError("FILE_NOT_READABLE", { file: path, problem: `the folder has none of ${names.join(", ")}` });
}

function pairsOf(lines: Iterable<[number, string]>, columns: Columns, file: string, split: StsbSplit): ScoredPair[] {
  const pairs = Array.from(lines, ([index, line]) => pairOf(line, columns, file, index + 1));
  if (pairs.length > 1) return pairs;
  const problem = `it has ${pairs.length} pairs of the split ${JSON.stringify(split)}, and at least 2 are needed`;
  throw new NestvecError("FILE_NOT_READABLE", { file, problem });
}

function pairOf(line: string, { score: scoreColumn, text }: Columns, file: string, number: number): ScoredPair {
  const cells = line.split("\t");
  const [left = "", right = ""] = cells.slice(text, text + 2);
  const score = decimalNumber(cells[scoreColumn] ?? "");
  if (left.trim() === "" || right.trim() === "") {
    throw invalid(file, number, `${cells.length} columns, or an empty text`, `${text + 2} columns, the last two of them texts`);
  }
  if (score !== undefined && score >= 0 && score <= 5) return { left, right, score };
  throw invalid(file, number, `the score ${shown(cells[scoreColumn] ?? "")}`, "a number from 0 to 5");
}

const invalid = (file: string, line: number, found: string, expected: string): NestvecError =>
  new NestvecError("LINE_INVALID", { file, line, found, expected });
