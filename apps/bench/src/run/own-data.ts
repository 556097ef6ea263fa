import { NestvecError } from "@nestvec/core";
import type { MeasureChoice } from "./measure-choice.ts";
import type { Workload } from "../workload/draw-workload.ts";
import { readOwnTexts } from "../workload/own-texts.ts";

/** What the user's own files are for. */
export interface OwnData {
  /** Texts to time. */
  readonly texts: readonly Workload[];
  /** A file of pairs to judge quality by. */
  readonly pairs?: string;
}

/**
 * Reads the files of `--data` by the ends of their names: texts at once, so that what is wrong with them is said before anything is measured; of
 * pairs, only the name.
 * @throws NestvecError ARGUMENT_INVALID for another kind of file or two files of pairs, and as `readOwnTexts`
 */
export async function readOwnData({ data = [], field }: Pick<MeasureChoice, "data" | "field">, signal: AbortSignal): Promise<OwnData> {
  const pairs = data.filter((file) => /\.tsv$/i.test(file));
  const texts = data.filter((file) => /\.(txt|jsonl|ndjson)$/i.test(file));
  const other = data.find((file) => !pairs.includes(file) && !texts.includes(file));
  if (other !== undefined) throw invalid(other, "a file of texts (.txt, .jsonl) or of pairs (.tsv)");
  const [first, second] = pairs;
  if (second !== undefined) throw invalid(second, `one file of pairs, and that is "${first}"`);
  const workloads: Workload[] = [];
  // Lines are texts, unless the name says that they are JSON.
  for (const file of texts) {
    const isJson = !/\.txt$/i.test(file);
    workloads.push(await readOwnTexts({ file, signal, ...(isJson && field !== undefined ? { field } : {}) }));
  }
  return { texts: workloads, ...(first === undefined ? {} : { pairs: first }) };
}

const invalid = (found: string, expected: string): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", { argument: "--data", found: JSON.stringify(found), expected });
