import { NestvecError } from "@nestvec/core";
import type { Matrix } from "@nestvec/core/vectors";
import { batchLimits } from "./batches.ts";
import { readLines } from "./lines.ts";
import type { Input } from "./open-input.ts";
import { linePlace } from "./place.ts";
import { parseRecord, type Place, textOf } from "./records.ts";
import { collectStored, isStored } from "./stored-records.ts";

/** One line that may be found: its text, where it has one, and its number in the file, counted from 1. */
export interface Candidate {
  readonly text: string | undefined;
  readonly line: number;
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
  readonly stored: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The candidates of a file, in batches: lines, or with a `field` JSON Lines, whose objects hold a text, or `embedding` and `space` as
 * `nestvec embed` writes them. All candidates are of one kind, the first one's; vectors are of the space that is named.
 * @throws NestvecError LINE_INVALID, FILE_NOT_UTF8, SPACE_MISMATCH, ABORTED
 */
export async function* readCandidates(input: Input, field: string | undefined, space: string): AsyncGenerator<CandidateBatch> {
  const stored = collectStored(input.name, space);
  let firstIndex = 0;
  let entries: Entry[] = [];
  let characters = 0;
  let kind: "text" | "vector" | undefined;
  let bytesRead = 0;

  const batch = (): CandidateBatch => {
    const candidates = entries.map(({ text, line }) => ({ text, line }));
    return {
      firstIndex,
      candidates,
      placeOf: (candidate) => linePlace(input.name, candidates[candidate]?.line),
      searched: kind === "vector" ? { vectors: stored(entries) } : { texts: entries.map(({ text }) => text ?? "") },
      bytesRead,
    };
  };

  for await (const group of readLines(input.chunks, input.name)) {
    for (const [place, lineText] of group.lines.entries()) {
      const line = group.firstNumber + place;
      const entry =
        field === undefined ? { text: lineText, line, stored: undefined } : readEntry(lineText, field, { file: input.name, line });
      if (entry === undefined) continue;
      const found = entry.stored === undefined ? "text" : "vector";
      kind ??= found;
      if (kind !== found) {
        throw new NestvecError("LINE_INVALID", {
          file: input.name,
          line,
          found: nameOf(found),
          expected: `${nameOf(kind)}, as in the lines before`,
        });
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

function readEntry(lineText: string, field: string, place: Place): Entry | undefined {
  if (lineText.trim() === "") return undefined;
  const record = parseRecord(lineText, place);
  if (!isStored(record)) return { text: textOf(record, field, place), line: place.line, stored: undefined };
  const text = record[field];
  return { text: typeof text === "string" ? text : undefined, line: place.line, stored: record };
}

function nameOf(kind: "text" | "vector"): string {
  return kind === "text" ? "a text without a vector" : "a vector";
}
