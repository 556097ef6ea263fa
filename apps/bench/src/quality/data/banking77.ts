import { join } from "node:path";
import { NestvecError } from "@nestvec/core";
import { CsvError, parse, type Info } from "csv-parse/sync";
import { readTextFile } from "./read-text-file.ts";
import { shown } from "./scored-pair.ts";

/** A question and what its writer wants. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** Labelled texts to be found, and others to find them with. */
export interface LabelledTexts {
  readonly train: readonly LabelledText[];
  readonly test: readonly LabelledText[];
}

const head = ["text", "category"];

/**
 * Banking77 (Casanueva et al., 2020, arXiv:2003.04807): `train.csv` and `test.csv` of a folder, with the columns `text` and `category`.
 * So any other set of labelled texts can be measured that is written like it.
 * @throws NestvecError FILE_NOT_READABLE, FILE_NOT_UTF8, LINE_INVALID
 */
export async function readBanking77(folder: string): Promise<LabelledTexts> {
  const [train, test] = [await readLabelled(join(folder, "train.csv")), await readLabelled(join(folder, "test.csv"))];
  return { train, test };
}

async function readLabelled(file: string): Promise<LabelledText[]> {
  const [first, ...rows] = parseCsv(await readTextFile(file), file);
  if (first?.record.join() !== head.join()) {
    throw invalid(file, 1, `the columns ${shown(first?.record.join() ?? "")}`, `the columns ${shown(head.join())}`);
  }
  if (rows.length === 0) throw invalid(file, 1, "no row after it", "followed by at least one");
  return rows.map(({ record: [text = "", label = ""], info }) => {
    if (text.trim() !== "" && label.trim() !== "") return { text, label };
    throw invalid(file, info.lines, "an empty text or category", "a text and its category");
  });
}

/** One row and where it ended. */
interface Row {
  readonly record: readonly string[];
  readonly info: Pick<Info, "lines">;
}

function parseCsv(text: string, file: string): readonly Row[] {
  try {
    return parse(text, { info: true, skip_empty_lines: true, record_delimiter: ["\r\n", "\n"] }) as unknown as readonly Row[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = "lines" in error && typeof error.lines === "number" ? error.lines : 1;
    throw new NestvecError(
      "LINE_INVALID",
      { file, line, found: error.message.replace(/\.$/, ""), expected: "comma-separated, each row with as many columns as the first" },
      { cause: error },
    );
  }
}

const invalid = (file: string, line: number, found: string, expected: string): NestvecError =>
  new NestvecError("LINE_INVALID", { file, line, found, expected });
