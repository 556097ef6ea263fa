import { NestvecError, type SearchOptions, type SearchResult } from "@nestvec/core";
import type { Context } from "../commands/context.ts";
import type { CutChoice, FileChoice, ModelChoice, RowsChoice, TokenizeChoice } from "../commands/shared-options.ts";
import { type Candidate, type CandidateBatch, readCandidates } from "../input/candidates.ts";
import { openInput } from "../input/open-input.ts";
import { fileOrStandardInput, isJsonLines } from "../input/texts.ts";
import { openRows, type Rows } from "../output/open-rows.ts";
import { startProgress } from "../output/progress.ts";
import { screenWidth } from "../output/terminal.ts";
import { oneLine } from "../output/text-table.ts";
import { cutOptions, tokenizeOptions } from "./embed-options.ts";
import { withPlaceOf } from "./locate-error.ts";
import { withModel } from "./with-model.ts";

/** What `nestvec search` was asked for. */
export interface SearchChoice extends ModelChoice, CutChoice, TokenizeChoice, FileChoice, RowsChoice {
  readonly top: number;
  readonly candidateLayer?: number;
  /** False for `--no-candidate-prompt`. */
  readonly candidatePrompt?: string | false;
}

/** One candidate that was found. */
interface Found extends Candidate {
  readonly index: number;
  readonly similarity: number;
}

const missingFile = { argument: "--file", expected: "a file to search, or its lines piped in" };

/** Searches a file batch by batch and keeps the best: memory does not grow with the file. */
export async function search(query: string, choice: SearchChoice, { interruption }: Context): Promise<void> {
  const { signal } = interruption;
  const input = await openInput(fileOrStandardInput(choice.file, missingFile), signal);
  const field = choice.field ?? (isJsonLines(input.name) ? "text" : undefined);
  await withModel(choice, async (embedder) => {
    const options: SearchOptions = { ...searchOptions(choice), signal };
    const progress = startProgress({ stream: process.stderr, totalBytes: input.bytes });
    let best: readonly Found[] = [];
    try {
      // With no candidates at all, this is what still checks the query and the cut.
      let result = await embedder.search(query, [], options);
      for await (const batch of readCandidates(input, field)) {
        result = await withPlaceOf(batch, () => embedder.search(query, batch.searched, options));
        best = bestOf(best, foundIn(batch, result), choice.top);
        progress.update({ bytes: batch.bytesRead, texts: batch.firstIndex + batch.candidates.length });
        if (signal.aborted) throw new NestvecError("ABORTED", { what: "search" }, { cause: signal.reason });
      }
      progress.stop();
      const rows = openFound(choice, result, interruption);
      await rows.write(best);
      await rows.end();
    } finally {
      progress.stop();
    }
  });
}

function searchOptions(choice: SearchChoice): SearchOptions {
  const { candidateLayer, candidatePrompt } = choice;
  return {
    ...cutOptions(choice),
    ...tokenizeOptions(choice),
    topK: choice.top,
    ...(candidateLayer === undefined ? {} : { candidateLayer }),
    ...(candidatePrompt === undefined ? {} : { candidatePrompt: candidatePrompt || null }),
  };
}

function foundIn(batch: CandidateBatch, { matches }: SearchResult): readonly Found[] {
  return matches.flatMap(({ index, similarity }) => {
    const candidate = batch.candidates[index];
    return candidate === undefined ? [] : [{ ...candidate, index: batch.firstIndex + index, similarity }];
  });
}

// Sorting is stable, so that of equal ones the earlier stays ahead.
function bestOf(before: readonly Found[], found: readonly Found[], count: number): readonly Found[] {
  return [...before, ...found].toSorted((left, right) => right.similarity - left.similarity).slice(0, count);
}

function openFound(choice: SearchChoice, { layer, dimension, space }: SearchResult, interruption: Context["interruption"]): Rows<Found> {
  const textWidth = Math.max(20, screenWidth(process.stdout) - 24);
  return openRows<Found>(choice.format, interruption, {
    columns: [{ title: "similarity", align: "right" }, { title: "line", align: "right" }, { title: "text" }],
    cells: ({ similarity, line, text }) => [similarity.toFixed(4), String(line), oneLine(text ?? "", textWidth)],
    json: ({ index, line, similarity, text }) => ({ index, line, similarity, text: text ?? null, layer, dimension, space }),
  });
}
