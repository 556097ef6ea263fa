import { rm } from "node:fs/promises";
import { join } from "node:path";
import { NestvecError } from "@nestvec/core";
import { calibrateRanges, type Matrix, type Ranges } from "@nestvec/core/vectors";
import { needsRanges, spreadVectors, storeVectors } from "../columns/vector-column.ts";
import { writeDurably, writePieces, writing } from "../files/durable-files.ts";
import { type TableWriter, tableWriter } from "../formats/output-format.ts";
import { rangesOf, type TableMetadata } from "../metadata/table-metadata.ts";
import type { BrokenRow, JobFolder, PartFacts } from "./job-folder.ts";
import type { JobPlan } from "./job-plan.ts";
import { jobProgress } from "./job-progress.ts";
import { type RowWindow, rowWindows } from "./row-windows.ts";

/** The vectors of a window: of which rows, and what was wrong with the others. */
export interface WindowVectors {
  /** `[places, dimension]` */
  readonly matrix: Matrix;
  readonly places: readonly number[];
  readonly problems: ReadonlyMap<number, NestvecError>;
  readonly tokens: number;
  readonly paddedTokens: number;
  readonly truncated: number;
}

/** Computes the vectors of a window. */
export type ComputeVectors = (window: RowWindow) => Promise<WindowVectors>;

/** What a job has done. */
export interface JobResult {
  readonly metadata: TableMetadata;
  /** Rows of the inputs, and of the output. */
  readonly rows: number;
  readonly writtenRows: number;
  readonly tokens: number;
  readonly paddedTokens: number;
  readonly truncated: number;
  /** How many rows were broken. They are listed in the file `brokenRows`, if there are any. */
  readonly broken: number;
  readonly brokenRows: string | null;
  /** Rows that earlier runs had done. */
  readonly resumedRows: number;
  /** Whether the output was there already, made by the same job: then nothing was done or counted. */
  readonly wasDone: boolean;
}

/** What is said of a job whose output is there. What an earlier run may have left of its parts is taken away. */
export async function doneBefore({ metadata, inputs }: JobPlan, folder: JobFolder): Promise<JobResult> {
  await folder.remove();
  const { rows } = inputs;
  const nothing = { writtenRows: 0, tokens: 0, paddedTokens: 0, truncated: 0, broken: 0, brokenRows: null };
  return { metadata, rows, ...nothing, resumedRows: rows, wasDone: true };
}

/** Computes every window that is not there, and puts all of them together. @throws NestvecError as the tables, `compute`, and FILE_NOT_WRITABLE */
export async function runJob(plan: JobPlan, folder: JobFolder, compute: ComputeVectors): Promise<JobResult> {
  const { inputs, windowRows, kept, options } = plan;
  const windows = Math.ceil(inputs.rows / windowRows);
  const progress = await jobProgress(plan, folder, windows);
  let metadata = await metadataWithRanges(plan, folder, undefined);
  let writer: TableWriter | undefined;
  let written: Promise<void> = Promise.resolve();
  const request = { columns: plan.read, vectors: plan.readsVectors, windowRows, isDone: folder.hasPart };
  for await (const window of rowWindows(inputs.sources, request)) {
    const computed = await compute(window);
    // The one before is written while this one is computed.
    await written;
    requireNoStop(options.signal);
    metadata = await metadataWithRanges(plan, folder, computed.matrix);
    writer ??= tableWriter(plan.format, kept, metadata);
    const { content, facts } = partOf(plan, writer, metadata, window, computed);
    written = folder.addPart(window.window, content, facts).then(() => progress.add(window.rows, facts));
    // Its error is thrown where it is waited for.
    written.catch(() => undefined);
  }
  await written;
  return finish(plan, folder, metadata, windows, progress.resumedRows);
}

function requireNoStop(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new NestvecError("ABORTED", { what: "job" }, { cause: signal.reason });
}

/**
 * The ranges of int8 and uint8 are those of the first window that has vectors, an eighth wider at both ends for the vectors of the others. They are kept
 * before any part is.
 */
async function metadataWithRanges({ metadata }: JobPlan, folder: JobFolder, matrix: Matrix | undefined): Promise<TableMetadata> {
  if (!needsRanges(metadata.type)) return metadata;
  const known = (await folder.kept("ranges.json")) as TableMetadata["ranges"];
  if (known !== undefined) return { ...metadata, ranges: known };
  if (matrix === undefined || matrix.rows === 0) return metadata;
  const { min, max } = calibrateRanges(matrix);
  const margin = (d: number): number => ((max[d] ?? 0) - (min[d] ?? 0)) / 8;
  const ranges = {
    min: Array.from(min, (low, d) => Math.fround(low - margin(d))),
    max: Array.from(max, (high, d) => Math.fround(high + margin(d))),
  };
  await folder.keep("ranges.json", ranges);
  return { ...metadata, ranges };
}

function partOf(
  { kept, read, options }: JobPlan,
  writer: TableWriter,
  metadata: TableMetadata,
  window: RowWindow,
  { matrix, places, problems, tokens, paddedTokens, truncated }: WindowVectors,
): { readonly content: Uint8Array; readonly facts: PartFacts } {
  const ranges: Ranges | undefined = rangesOf(metadata);
  const stored = storeVectors(matrix, metadata.type, ranges);
  const isSkipped = options.onError === "skip" && places.length < window.rows;
  const cellsOf = (name: string): readonly unknown[] => {
    const cells = window.cells[read.findIndex((column) => column.name === name)] ?? [];
    return isSkipped ? places.map((place) => cells[place]) : cells;
  };
  const vectors = isSkipped ? stored : spreadVectors(stored, places, window.rows);
  const content = writer.part({ columns: kept, cells: kept.map(({ name }) => cellsOf(name)), vectors });
  const broken = Array.from(problems, ([row, { message }]): BrokenRow => ({ ...window.placeOf(row), problem: message }));
  const sorted = broken.toSorted((left, right) => left.row - right.row);
  return { content, facts: { rows: vectors.rows, tokens, paddedTokens, truncated, broken: sorted } };
}

async function finish(plan: JobPlan, folder: JobFolder, metadata: TableMetadata, windows: number, resumedRows: number): Promise<JobResult> {
  const { options, inputs } = plan;
  const totals = { writtenRows: 0, tokens: 0, paddedTokens: 0, truncated: 0, broken: 0 };
  for (let window = 0; window < windows; window++) {
    const facts = await folder.facts(window);
    totals.writtenRows += facts.rows;
    totals.tokens += facts.tokens;
    totals.paddedTokens += facts.paddedTokens;
    totals.truncated += facts.truncated;
    totals.broken += facts.broken.length;
  }
  const { out } = options;
  const writer = tableWriter(plan.format, plan.kept, metadata);
  const brokenRows = totals.broken === 0 ? null : `${out}.errors.jsonl`;
  if (brokenRows === null) await rm(`${out}.errors.jsonl`, { force: true });
  else await writePieces(brokenRows, brokenLines(folder, windows), join(folder.path, "errors.tmp"));
  if (writer.isBeside) {
    // What stands beside a table must never be said of an older one.
    await writing(out, () => rm(out, { force: true }));
    const beside = { ...metadata, rows: totals.writtenRows, normalized: true, truncated: totals.truncated };
    await writeDurably([[`${out}.json`, `${JSON.stringify(beside, undefined, 2)}\n`]]);
  }
  await writePieces(out, tablePieces(writer, folder, windows, totals.writtenRows), join(folder.path, "table.tmp"));
  await folder.remove();
  return { metadata, rows: inputs.rows, ...totals, brokenRows, resumedRows, wasDone: false };
}

async function* brokenLines(folder: JobFolder, windows: number): AsyncGenerator<Uint8Array> {
  for (let window = 0; window < windows; window++) {
    const { broken } = await folder.facts(window);
    if (broken.length > 0) yield Buffer.from(broken.map((row) => `${JSON.stringify(row)}\n`).join(""));
  }
}

async function* tablePieces(writer: TableWriter, folder: JobFolder, windows: number, rows: number): AsyncGenerator<Uint8Array> {
  const joiner = writer.joiner(rows);
  yield joiner.head();
  for (let window = 0; window < windows; window++) yield joiner.add(await folder.part(window));
  yield joiner.tail();
}
