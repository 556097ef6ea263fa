import type { TextInput } from "../engine/engine.ts";
import { invalidArgument } from "../errors/arguments.ts";
import type { HeldVectors } from "../held/held-vectors.ts";
import { rankByCosine } from "../vectors/rank.ts";
import { cosineSimilarity } from "../vectors/similarity.ts";
import { requireComparable, requireSameSpace } from "../vectors/space.ts";
import type { Scored } from "../vectors/best-scores.ts";
import type { Matrix } from "../runtime/tensor.ts";
import { shapedMatrix, type StoredVectors } from "../vectors/stored-vectors.ts";
import { answerSpace } from "../path/answer-space.ts";
import { checkedCut, tokenizeRequest } from "./call-request.ts";
import { embed } from "./embed.ts";
import type { EmbedderParts } from "./embedder-parts.ts";
import { taskOf } from "./prompt.ts";
import { candidateOptions, queryOptions } from "./search-options.ts";
import type { EmbedOptions, SearchOptions, SearchResult, Similarity, SimilarityOptions } from "./calls.ts";

/** Cosine of two texts at one cut. @see Embedder.similarity */
export async function similarity(
  parts: EmbedderParts,
  left: TextInput,
  right: TextInput,
  options?: SimilarityOptions,
): Promise<Similarity> {
  const { vectors, layer, dimension, space, provider, tokens, truncated, milliseconds } = await embed(parts, [left, right], options);
  const [a = new Float32Array(), b = new Float32Array()] = vectors;
  return {
    similarity: cosineSimilarity(a, b),
    layer,
    dimension,
    space,
    provider,
    tokens: [tokens[0] ?? 0, tokens[1] ?? 0],
    truncated: [truncated[0] ?? false, truncated[1] ?? false],
    milliseconds,
  };
}

/** The best candidates for a query, ranked in the caller's thread or where they are held. @see Embedder.search */
export async function search(
  parts: EmbedderParts,
  query: TextInput,
  candidates: readonly TextInput[] | StoredVectors | HeldVectors,
  options: SearchOptions = {},
): Promise<SearchResult> {
  const started = parts.clock();
  const { topK = 10, cascade, allowCompatible = false } = options;
  if (!Number.isInteger(topK) || topK < 0) throw invalidArgument("topK", topK, "a whole number of at least 0");
  if (typeof allowCompatible !== "boolean") throw invalidArgument("allowCompatible", allowCompatible, "true or false");
  if (cascade !== undefined) {
    if (!isTexts(candidates)) throw invalidArgument("cascade", cascade, "left out where the candidates are vectors: they are of one layer");
    return (await import("./search-cascade.ts")).searchCascade(parts, query, candidates, { ...options, topK }, started);
  }
  const asked = queryOptions(options);
  const { layer } = checkedCut(parts.info, asked);
  const stored = isTexts(candidates)
    ? await embedCandidates(parts, candidates, options, spacesAhead(parts, asked).own, started)
    : checkedVectors(candidates, options);
  const { rows, width, rank } = isHeld(stored) ? heldCandidates(stored) : candidatesHere(shapedMatrix(stored, "candidates"));
  const ofQuery = rows === 0 ? asked : cutAsStored(parts, asked, width);
  const { own, compatible } = spacesAhead(parts, ofQuery);
  // Refused before the query is run, where the space is known by now.
  if (own !== null) requireComparable({ own, compatible, allowCompatible }, stored.space);
  // The deadline is that of the whole search.
  const found = await embed(parts, [query], ofQuery, started);
  requireComparable({ own: found.space, compatible, allowCompatible }, stored.space);
  const vector = found.vectors[0] ?? new Float32Array();
  // Only the leading numbers that both sides have can be compared; a cosine needs no renewed normalizing.
  const dimension = rows === 0 ? found.dimension : Math.min(found.dimension, width);
  const best = await rank(vector.subarray(0, dimension), topK);
  return {
    matches: best.map(({ index, score }) => ({ index, similarity: score })),
    layer,
    dimension,
    space: found.space,
    provider: found.provider,
    tokens: found.tokens[0] ?? 0,
    truncated: found.truncated[0] ?? false,
    milliseconds: parts.clock() - started,
  };
}

/** Vectors that a query is compared with, here or in a worker. */
interface Candidates {
  readonly rows: number;
  readonly width: number;
  rank(query: Float32Array, topK: number): Promise<readonly Scored[]>;
}

const candidatesHere = (matrix: Matrix): Candidates => ({
  rows: matrix.rows,
  width: matrix.width,
  rank: async (query, topK) => rankByCosine(query, matrix, topK, "candidates.vectors"),
});

const heldCandidates = (held: HeldVectors): Candidates => ({ rows: held.rows, width: held.dimension, rank: held.rank });

const isHeld = (candidates: StoredVectors | HeldVectors): candidates is HeldVectors => "rank" in Object(candidates);

async function embedCandidates(
  parts: EmbedderParts,
  texts: readonly TextInput[],
  options: SearchOptions,
  querySpace: string | null,
  started: number,
): Promise<StoredVectors> {
  const asked = candidateOptions(options);
  const space = spacesAhead(parts, asked).own;
  // Refused before anything is run, not after every candidate was embedded.
  if (querySpace !== null && space !== null) requireSameSpace(querySpace, space);
  return embed(parts, texts, asked, started);
}

/**
 * The options of a query that is compared with vectors of some width. As a rule a cut vector is the beginning of the whole one; where it is not, the
 * query is cut as they are, or to the next dimension that the model has.
 */
function cutAsStored({ info }: EmbedderParts, options: EmbedOptions, width: number): EmbedOptions {
  if (!info.normsBeforeCut || width >= checkedCut(info, options).dimension) return options;
  const dimensions = info.dimensions?.filter((dimension) => dimension >= width) ?? [width];
  return { ...options, dimension: Math.min(...dimensions) };
}

/** The spaces of a call's vectors by what was known when the model was opened; null where the layer's files were damaged. @see QuerySpaces */
function spacesAhead(
  { info }: EmbedderParts,
  options: EmbedOptions,
): { readonly own: string | null; readonly compatible: string | undefined } {
  const { layer, dimension } = checkedCut(info, options);
  const { space = null, compatibleSpace } = info.exits.find((exit) => exit.layer === layer) ?? {};
  if (space === null) return { own: null, compatible: undefined };
  const task = taskOf(info, options, tokenizeRequest(info, [], options).prompt);
  const named = (exit: string): string => answerSpace(exit, { task, isCutAfterNorm: info.normsBeforeCut && dimension < info.width });
  return { own: named(space), compatible: compatibleSpace === undefined ? undefined : named(compatibleSpace) };
}

/** Vectors made earlier have their layer and prompt already: to ask for others would go unheard. */
function checkedVectors<Vectors>(candidates: Vectors, { candidatePrompt, candidateLayer }: SearchOptions): Vectors {
  const expected = "left out where the candidates are vectors: they were made with theirs";
  if (candidateLayer !== undefined) throw invalidArgument("candidateLayer", candidateLayer, expected);
  if (candidatePrompt !== undefined) throw invalidArgument("candidatePrompt", candidatePrompt, expected);
  return candidates;
}

const isTexts = (candidates: readonly TextInput[] | StoredVectors | HeldVectors): candidates is readonly TextInput[] =>
  Array.isArray(candidates);
