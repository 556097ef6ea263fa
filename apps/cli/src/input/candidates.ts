import { readFile } from "node:fs/promises";
import { NestvecError } from "@nestvec/core";
import { requireComparable, type Matrix, type QuerySpaces } from "@nestvec/core/vectors";
import {
  detectNpy,
  hasStoredVector,
  idOf,
  linePlace,
  type LocatedRow,
  located,
  parseProvenance,
  provenanceName,
  readNpy,
  readRows,
  type RowId,
  type RowsRequest,
  storedVectors,
  textOf,
} from "@nestvec/records";
import { batchLimits } from "./batches.ts";
import type { Input } from "./open-input.ts";
import { defaultField } from "./texts.ts";

/** One row that may be found: its text and id, where it has them, and its line in the file, counted from 1, where that has lines. */
export interface Candidate {
  readonly text: string | undefined;
  readonly id: RowId | undefined;
  readonly line: number | undefined;
}

/** Some candidates that follow each other. */
export interface CandidateBatch {
  /** The place of the first of them among all candidates, counted from 0. */
  readonly firstIndex: number;
  readonly candidates: readonly Candidate[];
  /** Where one of them stands, for messages. */
  readonly placeOf: (candidate: number) => string;
  /** What to search: the texts, or the vectors that were stored of them, `[rows, dimension]`. */
  readonly searched: { readonly texts: readonly string[] } | { readonly vectors: Matrix };
  /** Bytes of the file that were read so far. */
  readonly bytesRead: number;
}

/** One candidate as read: a text, or a record with a stored vector. */
interface Entry extends Candidate {
  readonly line: number;
  readonly stored: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The candidates of a file, in batches: its rows, whose objects hold a text, or `embedding` and `space` as `nestvec embed` writes them; or the vectors
 * of an npy file. All candidates are of one kind, the first one's; vectors are of a space that the query's may be compared with.
 * @throws NestvecError LINE_INVALID, FILE_NOT_UTF8, FILE_NOT_READABLE, SPACE_MISMATCH, ABORTED
 */
export async function* readCandidates(input: Input, request: RowsRequest, spaces: QuerySpaces): AsyncGenerator<CandidateBatch> {
  const { isNpy, chunks } = await detectNpy(input.chunks);
  if (isNpy || /\.npy$/i.test(input.name)) yield* storedArray({ ...input, chunks }, spaces);
  else yield* candidateRows({ ...input, chunks }, request, spaces);
}

async function* candidateRows(input: Input, request: RowsRequest, spaces: QuerySpaces): AsyncGenerator<CandidateBatch> {
  let file = input.name;
  const stored = storedVectors(() => file, spaces);
  let firstIndex = 0;
  let entries: Entry[] = [];
  let characters = 0;
  let kind: "text" | "vector" | undefined;
  let bytesRead = 0;

  const batch = (): CandidateBatch => {
    const candidates = entries.map(({ text, id, line }) => ({ text, id, line }));
    return {
      firstIndex,
      candidates,
      placeOf: (candidate) => linePlace(file, candidates[candidate]?.line),
      searched: kind === "vector" ? { vectors: stored(entries) } : { texts: entries.map(({ text }) => text ?? "") },
      bytesRead,
    };
  };

  for await (const group of readRows(input.chunks, request)) {
    file = group.file;
    for (const row of group.rows) {
      const entry = readEntry(row, request.field ?? defaultField, file);
      const found = entry.stored === undefined ? "text" : "vector";
      kind ??= found;
      if (kind !== found) {
        const expected = `${nameOf(kind)}, as in the lines before`;
        throw new NestvecError("LINE_INVALID", { file, line: entry.line, found: nameOf(found), expected });
      }
      entries.push(entry);
      characters += entry.text?.length ?? 0;
      if (entries.length < batchLimits.texts && characters < batchLimits.characters) continue;
      yield batch();
      firstIndex += entries.length;
      entries = [];
      characters = 0;
    }
    bytesRead = group.bytesRead;
  }
  if (entries.length > 0) yield batch();
}

function readEntry({ row, line }: LocatedRow, field: string, file: string): Entry {
  const id = idOf(row, { file, line });
  if (!hasStoredVector(row)) return { text: textOf(row, field, { file, line }), id, line, stored: undefined };
  const text = row[field];
  return { text: typeof text === "string" ? text : undefined, id, line, stored: row };
}

function nameOf(kind: "text" | "vector"): string {
  return kind === "text" ? "a text without a vector" : "a vector";
}

/** The rows of an npy file. What they are is written beside it: vectors of an unknown space are compared with nothing. */
async function* storedArray(input: Input, spaces: QuerySpaces): AsyncGenerator<CandidateBatch> {
  const beside = provenanceName(input.name);
  const json = await readFile(beside, "utf8").catch((cause: unknown) => {
    const problem = `the space of its vectors is unknown: "${beside}", which nestvec embed writes beside it, is not there`;
    throw new NestvecError("FILE_NOT_READABLE", { file: input.name, problem }, { cause });
  });
  const made = parseProvenance(json, beside);
  located(`The file "${input.name}"`, () => requireComparable(spaces, made.space));
  const { rows, width, groups } = await readNpy(input.chunks, input.name);
  if (rows !== made.rows || width !== made.dimension) {
    const problem = `it has ${rows} rows of ${width} numbers, but "${beside}" is of ${made.rows} rows of ${made.dimension}`;
    throw new NestvecError("FILE_NOT_READABLE", { file: input.name, problem });
  }
  let firstIndex = 0;
  const headerBytes = (input.bytes ?? 0) - rows * width * Float32Array.BYTES_PER_ELEMENT;
  for await (const vectors of groups) {
    const bad = vectors.data.findIndex((number) => !Number.isFinite(number));
    if (bad !== -1) {
      const row = firstIndex + Math.floor(bad / width);
      throw new NestvecError("FILE_NOT_READABLE", { file: input.name, problem: `row ${row} holds a number that is not finite` });
    }
    yield {
      firstIndex,
      candidates: Array.from({ length: vectors.rows }, () => ({ text: undefined, id: undefined, line: undefined })),
      placeOf: (candidate) => `The file "${input.name}", row ${candidate}`,
      searched: { vectors },
      bytesRead: headerBytes + (firstIndex + vectors.rows) * width * Float32Array.BYTES_PER_ELEMENT,
    };
    firstIndex += vectors.rows;
  }
}
