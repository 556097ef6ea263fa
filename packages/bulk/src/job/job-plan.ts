import { stat } from "node:fs/promises";
import { NestvecError } from "@nestvec/core";
import type { Column } from "../columns/column-kinds.ts";
import { type OutputFormat, tableWriter } from "../formats/output-format.ts";
import { storedMetadata } from "../formats/stored-metadata.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { jobDigest, type JobDescription, type JobFolder } from "./job-folder.ts";
import type { JobInputs } from "./open-inputs.ts";
import { chosenColumns, chosenFormat, chosenWindow, type TableOptions } from "./table-options.ts";

/** A job, all its options checked. */
export interface JobPlan {
  readonly options: TableOptions;
  readonly inputs: JobInputs;
  readonly format: OutputFormat;
  readonly windowRows: number;
  /** The columns of the output beside its vectors. */
  readonly kept: readonly Column[];
  /** The columns that are read: those that are kept, and that of the texts. */
  readonly read: readonly Column[];
  readonly readsVectors: boolean;
  readonly metadata: TableMetadata;
  /** Whether the output is there already. */
  readonly isDone: boolean;
}

/** What a kind of job adds to the plan. */
export interface JobKind {
  readonly metadata: Omit<TableMetadata, "job" | "column">;
  /** A column that is read whether it is kept or not. */
  readonly needed: Column | undefined;
  readonly readsVectors: boolean;
  /** What else decides the output. */
  readonly description: JobDescription;
}

/** @throws NestvecError ARGUMENT_INVALID; FILE_NOT_WRITABLE where the output is there and no job of it */
export async function planJob(options: TableOptions, inputs: JobInputs, folder: JobFolder, kind: JobKind): Promise<JobPlan> {
  const format = chosenFormat(options);
  const windowRows = chosenWindow(options);
  const { kept, column } = chosenColumns(inputs.sources, options, format);
  const { needed, readsVectors } = kind;
  const isKept = needed === undefined || kept.some(({ name }) => name === needed.name);
  const onError = options.onError ?? "stop";
  const description: JobDescription = {
    version: 1,
    inputs: inputs.digests.map(({ bytes, sha256 }) => ({ bytes, sha256 })),
    rows: inputs.rows,
    format,
    columns: kept,
    column,
    windowRows,
    onError,
    ...kind.description,
    ...kind.metadata,
  };
  const job = jobDigest(description);
  const metadata: TableMetadata = { ...kind.metadata, column, job };
  if (onError === "null" && !tableWriter(format, kept, metadata).hasNulls) {
    throw new NestvecError("ARGUMENT_INVALID", {
      argument: "onError",
      found: '"null"',
      expected: `"stop" or "skip" for ${format}, which has no rows without numbers`,
    });
  }
  const isDone = (await storedMetadata(options.out, format))?.job === job && options.restart !== true;
  if (!isDone) await requireFree(options, folder);
  if (!isDone) await folder.begin(description);
  return {
    options: { ...options, onError },
    inputs,
    format,
    windowRows,
    kept,
    read: isKept ? kept : [...kept, needed],
    readsVectors,
    metadata,
    isDone,
  };
}

/** Refuses to write over what no job of this output has made. */
async function requireFree({ out, restart }: TableOptions, folder: JobFolder): Promise<void> {
  if (restart === true || (await folder.kept("job.json")) !== undefined) return;
  if ((await stat(out).catch(() => undefined)) === undefined) return;
  throw new NestvecError("FILE_NOT_WRITABLE", {
    file: out,
    problem: "it is there already and was made of other inputs or options; take another name, or begin anew with restart",
  });
}
