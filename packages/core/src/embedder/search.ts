import { invalidArgument } from "../invalid-argument.ts";
import { rankByCosine } from "../vectors/rank.ts";
import { requireSameSpace } from "../vectors/space.ts";
import { storedMatrix, type StoredVectors } from "../vectors/stored-vectors.ts";
import { checkedCut } from "./cut.ts";
import { embed } from "./embed.ts";
import type { EmbedOptions, SearchOptions, SearchResult, TextInput } from "./embedder.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { promptOfRole, type TextRole } from "./prompt.ts";

/** The best candidates for a query. @see Embedder.search */
export async function search(
  model: LoadedModel,
  query: TextInput,
  candidates: readonly TextInput[] | StoredVectors,
  options: SearchOptions = {},
): Promise<SearchResult> {
  const started = model.clock();
  const { topK = 10, prompt, candidatePrompt: _prompt, candidateLayer: _layer, ...queryOptions } = options;
  if (!Number.isInteger(topK) || topK < 0) throw invalidArgument("topK", topK, "a whole number of at least 0");
  const { layer } = checkedCut(model.description, queryOptions);
  const space = await model.spaceOf(layer);
  const stored = isTexts(candidates)
    ? await embedCandidates(model, candidates, options, space, started)
    : checkedVectors(candidates, options);
  const matrix = storedMatrix(stored, "candidates");
  requireSameSpace(space, stored.space);
  // The deadline is that of the whole search.
  const found = await embed(
    inRole(model, "query"),
    [query],
    { ...queryOptions, ...(prompt === undefined ? {} : { prompt }), normalize: false },
    started,
  );
  const vector = found.vectors[0] ?? new Float32Array();
  // Only the leading numbers that both sides have can be compared; a cosine needs no renewed normalizing.
  const dimension = matrix.rows === 0 ? found.dimension : Math.min(found.dimension, matrix.width);
  return {
    matches: rankByCosine(vector.subarray(0, dimension), matrix, topK).map(({ index, score }) => ({ index, similarity: score })),
    layer,
    dimension,
    space,
    provider: found.provider,
    tokens: found.tokens[0] ?? 0,
    truncated: found.truncated[0] ?? false,
    milliseconds: model.clock() - started,
  };
}

async function embedCandidates(
  model: LoadedModel,
  texts: readonly TextInput[],
  options: SearchOptions,
  space: string,
  started: number,
): Promise<StoredVectors> {
  const { topK: _topK, prompt: _prompt, candidatePrompt, candidateLayer, ...queryOptions } = options;
  const { layer } = checkedCut(model.description, { ...queryOptions, ...(candidateLayer === undefined ? {} : { layer: candidateLayer }) });
  // Refused before anything is run, not after every candidate was embedded.
  requireSameSpace(space, await model.spaceOf(layer));
  const candidateOptions: EmbedOptions = { ...queryOptions, layer, normalize: false };
  const prompted = candidatePrompt === undefined ? candidateOptions : { ...candidateOptions, prompt: candidatePrompt };
  return embed(inRole(model, "document"), texts, prompted, started);
}

/** The model with the prompt of a role as its default, which token ids go without. */
function inRole(model: LoadedModel, role: TextRole): LoadedModel {
  const { description } = model;
  return { ...model, description: { ...description, defaultPrompt: promptOfRole(description, role) } };
}

/** Vectors made earlier have their layer and prompt already: to ask for others would go unheard. */
function checkedVectors(candidates: StoredVectors, { candidatePrompt, candidateLayer }: SearchOptions): StoredVectors {
  const expected = "left out where the candidates are vectors: they were made with theirs";
  if (candidateLayer !== undefined) throw invalidArgument("candidateLayer", candidateLayer, expected);
  if (candidatePrompt !== undefined) throw invalidArgument("candidatePrompt", candidatePrompt, expected);
  return candidates;
}

const isTexts = (candidates: readonly TextInput[] | StoredVectors): candidates is readonly TextInput[] => Array.isArray(candidates);
