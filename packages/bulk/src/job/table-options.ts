import { invalidArgument, NestvecError } from "@nestvec/core";
import type { Column } from "../columns/column-kinds.ts";
import { mergeColumns } from "../columns/merge-columns.ts";
import type { TableSource } from "../source/table-source.ts";
import type { VectorType } from "../columns/vector-column.ts";
import type { InputFormat } from "../formats/open-source.ts";
import { type OutputFormat, outputFormatOf } from "../formats/output-format.ts";
import { lineFields } from "../lines/write-lines.ts";

/** What is done with a row that has no text, or whose text cannot be embedded: the job stops, the row is left out, or it is kept without a vector. */
export type OnError = "stop" | "skip" | "null";

/** What every job has, whatever it does with rows. */
export interface TableOptions {
  /** The tables, in their order: files, patterns such as `texts/*.jsonl`, and `-` for standard input. */
  readonly inputs: readonly string[];
  /** The table that is made. Until it is whole, its parts are in the folder `OUT.parts` beside it. */
  readonly out: string;
  /** How inputs are read. Default: as their first bytes and their names say. */
  readonly inputFormat?: InputFormat | undefined;
  /** Default: as the ending of `out` says. */
  readonly format?: OutputFormat | undefined;
  /** What the numbers of vectors are stored as. Default: float32. */
  readonly type?: VectorType | undefined;
  /** The columns that are kept, in this order. Default: all. */
  readonly columns?: readonly string[] | undefined;
  /** What the column of the vectors is called. Default: that of the input, else `embedding`. */
  readonly column?: string | undefined;
  /** Rows that are computed together, kept together, and lost together where the process ends. Default 4096. */
  readonly windowRows?: number | undefined;
  /** Default: stop. */
  readonly onError?: OnError | undefined;
  /** Throws away what a job of this output has done so far, and an output that is there. Default false. */
  readonly restart?: boolean | undefined;
  /** Stops the job, which the same call continues. */
  readonly signal?: AbortSignal | undefined;
  /** Told how far the job is: at its beginning, and after each window. */
  readonly onProgress?: ((progress: BulkProgress) => void) | undefined;
}

/** How far a job is. */
export interface BulkProgress {
  /** Rows that are done, those of earlier runs among them. */
  readonly rows: number;
  readonly totalRows: number;
  /** Rows that this run has done, and the seconds that it took for them. */
  readonly ownRows: number;
  readonly seconds: number;
  /** Tokens of the texts that are done. */
  readonly tokens: number;
  /** The part of what was computed that was padding, from 0 to 1. */
  readonly padding: number;
  /** Rows that were broken. */
  readonly broken: number;
}

/** @throws NestvecError ARGUMENT_INVALID where neither the name nor the option says it */
export function chosenFormat({ out, format }: Pick<TableOptions, "out" | "format">): OutputFormat {
  const chosen = format ?? outputFormatOf(out);
  if (chosen !== undefined) return chosen;
  throw invalidArgument("out", out, "a name that ends in .parquet, .arrow, .jsonl or .npy; or a format beside it");
}

/** Rows of a window. @throws NestvecError ARGUMENT_INVALID */
export function chosenWindow({ windowRows = 4096 }: Pick<TableOptions, "windowRows">): number {
  if (Number.isSafeInteger(windowRows) && windowRows >= 1 && windowRows <= 1_048_576) return windowRows;
  throw invalidArgument("windowRows", windowRows, "a whole number from 1 to 1,048,576");
}

/** The columns of the output beside its vectors. */
export interface ChosenColumns {
  readonly kept: readonly Column[];
  /** The column of the vectors. */
  readonly column: string;
}

/**
 * @throws NestvecError ARGUMENT_INVALID where a column is not there, cannot be kept exactly, or has the name of what is written beside it
 */
export function chosenColumns(
  sources: readonly TableSource[],
  options: Pick<TableOptions, "columns" | "column">,
  format: OutputFormat,
): ChosenColumns {
  const columns = mergeColumns(sources, (name) => options.columns?.includes(name) ?? true);
  const column = options.column ?? sources[0]?.metadata?.column ?? "embedding";
  // Of a table of vectors in lines, these say how its old vectors were made.
  const old = format === "jsonl" || sources.some(({ isFound, metadata }) => isFound && metadata !== undefined);
  const isOld = (name: string): boolean => old && sources.some(({ metadata }) => metadata !== undefined) && lineFields.includes(name);
  const names = options.columns ?? columns.map(({ name }) => name).filter((name) => !isOld(name));
  const kept = names.map((name) => {
    const known = columns.find((other) => other.name === name);
    if (known !== undefined) return known;
    const what = sources.flatMap(({ unknown }) => unknown.get(name) ?? [])[0];
    if (what !== undefined) throw invalidColumns(`"${name}", which holds ${what}`, "columns whose cells can be kept exactly");
    const there = new Set(sources.flatMap((source) => source.columns.map((other) => `"${other.name}"`)));
    throw invalidColumns(`"${name}"`, `some of ${[...there].join(", ") || "none, since the inputs have none"}`);
  });
  for (const [name, what] of options.columns === undefined ? sources.flatMap(({ unknown }) => [...unknown]) : []) {
    throw invalidColumns(
      `left out, and the column "${name}" holds ${what}, which cannot be kept exactly`,
      "the columns that are kept, without this one",
    );
  }
  const reserved = [column, ...(format === "jsonl" ? lineFields : [])];
  const taken = kept.find(({ name }) => reserved.includes(name));
  if (taken === undefined) return { kept, column };
  throw invalidColumns(
    `a list with "${taken.name}", which is written beside it`,
    "columns of other names; or choose another name for the vectors",
  );
}

const invalidColumns = (found: string, expected: string): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", { argument: "columns", found, expected });
