import { NestvecError, type CascadeStep, type Embedder, type SearchOptions, type SearchResult } from "@nestvec/core";
import { type Candidate, readCandidates } from "../input/candidates.ts";
import { openInput } from "../input/open-input.ts";
import { fileOrStandardInput, rowsRequest } from "../input/texts.ts";
import type { Context } from "../process/context.ts";
import { missingFile, openFound, type SearchChoice } from "./found-rows.ts";
import { withPlaceOf } from "./locate-error.ts";
import { cutOptions, given, tokenizeOptions, withModel } from "./with-model.ts";

/** A search that was asked for with `--cascade`. */
export interface CascadeChoice extends SearchChoice {
  readonly cascade: readonly CascadeStep[];
}

/** Compares all texts of a file at the first step's exit, and those that it keeps at deeper ones. The file is held in memory. */
export async function searchCascade(query: string, choice: CascadeChoice, { interruption }: Context): Promise<void> {
  const { signal } = interruption;
  const input = await openInput(fileOrStandardInput(choice.file, missingFile), signal);
  const request = rowsRequest(input, choice);
  const { cascade, candidateLayer, candidatePrompt } = choice;
  await withModel(choice, signal, async (embedder) => {
    const options: SearchOptions = {
      ...cutOptions(choice),
      ...tokenizeOptions(choice),
      ...given({ candidateLayer, candidatePrompt: candidatePrompt === false ? null : candidatePrompt }),
      cascade,
      topK: choice.top,
      signal,
    };
    // Steps, prompts and the query are checked before the file is read.
    await withPlaceOf({ placeOf: () => "The query" }, () => embedder.search(query, [], options));
    const candidates: (Candidate & { readonly text: string; readonly place: string })[] = [];
    for await (const batch of readCandidates(input, request, { own: await lastSpace(embedder, cascade) })) {
      const { searched, placeOf } = batch;
      if (!("texts" in searched)) throw unsearchable();
      for (const [row, candidate] of batch.candidates.entries())
        candidates.push({ ...candidate, text: searched.texts[row] ?? "", place: placeOf(row) });
    }
    const placeOf = (text: number): string => candidates[text]?.place ?? "";
    const texts = candidates.map(({ text }) => text);
    const found = await withPlaceOf({ placeOf }, () => embedder.search(query, texts, options));
    process.stderr.write(`nestvec: ${stepsDone(found)}\n`);
    const rows = openFound(choice, found, interruption);
    await rows.write(
      found.matches.flatMap(({ index, similarity }) => {
        const candidate = candidates[index];
        return candidate === undefined ? [] : [{ text: candidate.text, id: candidate.id, line: candidate.line, index, similarity }];
      }),
    );
    await rows.end();
  });
}

/** One line that says what was done. */
function stepsDone({ cascade = [], milliseconds }: SearchResult): string {
  const steps = cascade.map(({ layer, dimension, candidates, computed, resumed }) => {
    const texts = candidates === 1 ? "1 text" : `${candidates.toLocaleString("en-US")} texts`;
    return `${texts} at layer ${layer} by ${dimension} numbers (${computed} computed, ${resumed} resumed)`;
  });
  return `compared ${steps.join(", ")} in ${(milliseconds / 1000).toFixed(2)} s.`;
}

/** The space of the last step's vectors: those of a file of vectors are refused, whatever they are. */
async function lastSpace(embedder: Embedder, cascade: readonly CascadeStep[]): Promise<string> {
  const { exits } = await embedder.info();
  return exits.find(({ layer }) => layer === cascade.at(-1)?.layer)?.space ?? "";
}

function unsearchable(): NestvecError {
  const expected = "left out where a file of vectors is searched: they are of one layer";
  return new NestvecError("ARGUMENT_INVALID", { argument: "--cascade", found: "given", expected });
}
