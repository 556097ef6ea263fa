import type { EmbeddingModelV4, EmbeddingModelV4CallOptions, EmbeddingModelV4Result } from "@ai-sdk/provider";
import { requireRecord, type Embedder, type EmbedOptions } from "@nestvec/core";

/** How texts are embedded, as in `embed`: layer, dimension, role and the others. */
export interface EmbeddingModelOptions extends Omit<EmbedOptions, "signal"> {
  /** The model's name in logs and telemetry of the AI SDK. Default: `"embedding"`. */
  readonly modelId?: string | undefined;
}

/**
 * A model of the AI SDK's `embed` and `embedMany` over an Embedder of any runtime, in this process. All texts go in one call: the Embedder forms its batches itself.
 *
 * `dimensions` of a call is the dimension; `providerOptions.nestvec` has any of the other options for one call. What was used is in `providerMetadata.nestvec`, texts
 * that were cut to the token limit are counted in `warnings`. An aborted call rejects with the reason of its signal.
 * @throws NestvecError from calls, as `embed`
 * @example
 * ```ts
 * import { embeddingModel } from "@nestvec/ai-sdk";
 * import { loadModel } from "@nestvec/runtime-node";
 * import { embedMany } from "ai";
 *
 * await using embedder = await loadModel();
 * const model = embeddingModel(embedder, { layer: 4, role: "document" });
 * const { embeddings, usage } = await embedMany({ model, values: ["nesting dolls", "a set of boxes"], dimensions: 64 });
 * console.log(embeddings.map(({ length }) => length), usage.tokens); // → [ 64, 64 ] 10
 * ```
 */
export function embeddingModel(
  embedder: Pick<Embedder, "embed">,
  { modelId = "embedding", ...options }: EmbeddingModelOptions = {},
): EmbeddingModelV4 {
  return {
    specificationVersion: "v4",
    provider: "nestvec",
    modelId,
    maxEmbeddingsPerCall: Infinity,
    supportsParallelCalls: true,
    doEmbed: (call) => doEmbed(embedder, options, call),
  };
}

async function doEmbed(
  embedder: Pick<Embedder, "embed">,
  options: Omit<EmbedOptions, "signal">,
  { values, dimensions, abortSignal, providerOptions }: EmbeddingModelV4CallOptions,
): Promise<EmbeddingModelV4Result> {
  const own = providerOptions?.["nestvec"] ?? {};
  requireRecord("providerOptions.nestvec", own);
  // `embed` checks what a caller gave.
  const asked: EmbedOptions = { ...options, ...own, ...(dimensions === undefined ? {} : { dimension: dimensions }), signal: abortSignal };
  try {
    const { vectors, tokens, truncated, layer, dimension, space, prompt } = await embedder.embed(values, asked);
    const cut = truncated.filter(Boolean).length;
    return {
      embeddings: vectors.map((vector) => Array.from(vector)),
      usage: { tokens: tokens.reduce((sum, count) => sum + count, 0) },
      providerMetadata: { nestvec: { layer, dimension, space, prompt } },
      warnings: cut === 0 ? [] : [{ type: "other", message: `${cut} of ${values.length} texts were cut to the token limit.` }],
    };
  } catch (error) {
    // As every provider does: the AI SDK knows an abort by this error.
    abortSignal?.throwIfAborted();
    throw error;
  }
}
