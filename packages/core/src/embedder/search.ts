import { NestvecError } from "../errors.ts";
import { rankByCosine } from "../vectors/rank.ts";
import { requireSameSpace } from "../vectors/space.ts";
import { storedMatrix, type StoredVectors } from "../vectors/stored-vectors.ts";
import { embed } from "./embed.ts";
import type { EmbedOptions, SearchOptions, SearchResult, TextInput } from "./embedder.ts";
import { spaceOf, type LoadedModel } from "./loaded-model.ts";
import { checkedCut } from "./cut.ts";

/** The best candidates for a query. @see Embedder.search */
export async function search(
  model: LoadedModel,
  query: TextInput,
  candidates: readonly TextInput[] | StoredVectors,
  { topK = 10, candidatePrompt, candidateLayer, ...options }: SearchOptions = {},
): Promise<SearchResult> {
  const started = model.clock();
  if (!Number.isInteger(topK) || topK < 0) {
    throw new NestvecError("ARGUMENT_INVALID", { argument: "topK", found: String(topK), expected: "a whole number of at least 0" });
  }
  const { layer } = checkedCut(model.description, options);
  const querySpace = spaceOf(model, layer);
  const stored = isStored(candidates) ? candidates : await embedCandidates();
  requireSameSpace(querySpace, stored.space);
  const matrix = storedMatrix(stored, "candidates");
  const found = await embed(model, [query], { ...options, normalize: false });
  const vector = found.vectors[0] ?? new Float32Array();
  // Only the leading numbers that both sides have can be compared; a cosine needs no renewed normalizing.
  const dimension = matrix.rows === 0 ? found.dimension : Math.min(found.dimension, matrix.width);
  return {
    matches: rankByCosine(vector.subarray(0, dimension), matrix, topK).map(({ index, score }) => ({ index, similarity: score })),
    layer,
    dimension,
    space: querySpace,
    provider: found.provider,
    tokens: found.tokens[0] ?? 0,
    truncated: found.truncated[0] ?? false,
    milliseconds: model.clock() - started,
  };

  async function embedCandidates(): Promise<StoredVectors> {
    if (isStored(candidates)) return candidates;
    const storedLayer = candidateLayer ?? layer;
    const space = spaceOf(model, checkedCut(model.description, { layer: storedLayer }).layer);
    // Refused before anything is run, not after every candidate was embedded.
    requireSameSpace(querySpace, space);
    const candidateOptions: EmbedOptions = { ...options, layer: storedLayer, normalize: false };
    return embed(model, candidates, candidatePrompt === undefined ? candidateOptions : { ...candidateOptions, prompt: candidatePrompt });
  }
}

const isStored = (candidates: readonly TextInput[] | StoredVectors): candidates is StoredVectors => !Array.isArray(candidates);
