import { NestvecError, promptOfRole, type Embedder, type Embeddings, type EmbedOptions, type TextRole } from "@nestvec/core";
import { type Matrix, type QuerySpaces, rankByCosine } from "@nestvec/core/vectors";
import type { Context } from "../process/context.ts";
import { type CandidateBatch, readCandidates } from "../input/candidates.ts";
import { openInput } from "../input/open-input.ts";
import { fileOrStandardInput, rowsRequest } from "../input/texts.ts";
import { startProgress } from "../output/progress.ts";
import { cutOptions, given, tokenizeOptions, withModel } from "./with-model.ts";
import { type Found, missingFile, openFound, type SearchChoice } from "./found-rows.ts";
import { withPlaceOf } from "./locate-error.ts";

/** Embeds the query once, compares a file with it batch by batch and keeps the best: memory does not grow with the file. */
export async function search(query: string, choice: SearchChoice, { interruption }: Context): Promise<void> {
  const { signal } = interruption;
  const input = await openInput(fileOrStandardInput(choice.file, missingFile), signal);
  const request = rowsRequest(input, choice);
  await withModel(choice, signal, async (embedder) => {
    // A cosine needs no vectors of length 1.
    const options: EmbedOptions = { ...cutOptions(choice), ...tokenizeOptions(choice), normalize: false, signal };
    const { prompt = await promptOf(embedder, "query", options) } = options;
    const asked = await withPlaceOf({ placeOf: () => "The query" }, () => embedder.embed([query], { ...options, ...given({ prompt }) }));
    const embedCandidates = await candidateEmbedder(embedder, { ...options, layer: asked.layer }, choice, asked.space);
    const progress = startProgress({ stream: process.stderr, totalBytes: input.bytes });
    let best: readonly Found[] = [];
    let { dimension } = asked;
    try {
      for await (const batch of readCandidates(input, request, await spacesOf(embedder, asked, choice))) {
        const vectors =
          "texts" in batch.searched ? await embedCandidates(batch, batch.searched.texts) : storedVectors(batch.searched.vectors, choice);
        // Stored vectors may be shorter than the query's: then only the numbers that both have are compared.
        dimension = Math.min(asked.dimension, vectors.width);
        best = bestOf(best, foundIn(batch, asked.data, vectors, choice.top), choice.top);
        progress.update({ bytes: batch.bytesRead, texts: batch.firstIndex + batch.candidates.length });
        if (signal.aborted) throw new NestvecError("ABORTED", { what: "search" }, { cause: signal.reason });
      }
      progress.stop();
      const rows = openFound(choice, { ...asked, dimension }, interruption);
      await rows.write(best);
      await rows.end();
    } finally {
      progress.stop();
    }
  });
}

/**
 * Embeds candidates given as texts. The cut, the prompt and the space are checked at once, before any file is read.
 * @throws NestvecError LAYER_UNAVAILABLE, DIMENSION_UNAVAILABLE, PROMPT_UNKNOWN, SPACE_MISMATCH
 */
async function candidateEmbedder(
  embedder: Embedder,
  queryOptions: EmbedOptions,
  { candidateLayer, candidatePrompt }: SearchChoice,
  querySpace: string,
): Promise<(batch: CandidateBatch, texts: readonly string[]) => Promise<Matrix>> {
  const byRole = await promptOf(embedder, "document", queryOptions);
  const prompt = candidatePrompt === false ? null : (candidatePrompt ?? byRole);
  const { prompt: _ofQuery, ...shared } = queryOptions;
  const options: EmbedOptions = { ...shared, ...given({ layer: candidateLayer, prompt }) };
  const { space } = await embedder.embed([], options);
  if (space !== querySpace) throw new NestvecError("SPACE_MISMATCH", { left: querySpace, right: space });
  return async (batch, texts) => {
    const { data, dimension } = await withPlaceOf(batch, () => embedder.embed(texts, options));
    return { data, rows: texts.length, width: dimension };
  };
}

/** The spaces of vectors that the query may be compared with. */
async function spacesOf(embedder: Embedder, { layer, space }: Embeddings, { allowCompatible }: SearchChoice): Promise<QuerySpaces> {
  const { exits } = await embedder.info();
  return { own: space, compatible: exits.find((exit) => exit.layer === layer)?.compatibleSpace, allowCompatible };
}

/** The model's prompt for a role; a task that was given is that of both sides, and chooses its prompt itself. */
const promptOf = async (embedder: Embedder, role: TextRole, { task }: EmbedOptions): Promise<string | null | undefined> =>
  task === undefined ? promptOfRole(await embedder.info(), role) : undefined;

/** Vectors made earlier have their layer and prompt already: to ask for others would go unheard. @throws NestvecError ARGUMENT_INVALID */
function storedVectors(vectors: Matrix, { candidateLayer, candidatePrompt }: SearchChoice): Matrix {
  if (candidateLayer === undefined && candidatePrompt === undefined) return vectors;
  const argument = candidateLayer === undefined ? "--candidate-prompt" : "--candidate-layer";
  const expected = "left out where a file of vectors is searched: they were made with theirs";
  throw new NestvecError("ARGUMENT_INVALID", { argument, found: "given", expected });
}

function foundIn(batch: CandidateBatch, query: Float32Array, vectors: Matrix, count: number): readonly Found[] {
  return rankByCosine(query, vectors, count).flatMap(({ index, score }) => {
    const candidate = batch.candidates[index];
    return candidate === undefined ? [] : [{ ...candidate, index: batch.firstIndex + index, similarity: score }];
  });
}

// Sorting is stable, so that of equal ones the earlier stays ahead.
function bestOf(before: readonly Found[], found: readonly Found[], count: number): readonly Found[] {
  return [...before, ...found].toSorted((left, right) => right.similarity - left.similarity).slice(0, count);
}
