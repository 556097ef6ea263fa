import { cosineSimilarity } from "../vectors/similarity.ts";
import { embed } from "./embed.ts";
import type { Similarity, SimilarityOptions, TextInput } from "./embedder.ts";
import type { LoadedModel } from "./loaded-model.ts";

/** Cosine of two texts at one cut. @see Embedder.similarity */
export async function similarity(model: LoadedModel, left: TextInput, right: TextInput, options?: SimilarityOptions): Promise<Similarity> {
  const { vectors, layer, dimension, space, provider, tokens, truncated, milliseconds } = await embed(model, [left, right], options);
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
