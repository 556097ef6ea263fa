import type { TextInput } from "../engine/engine.ts";
import type {
  Embedding,
  Embeddings,
  EmbedLayersOptions,
  EmbedOptions,
  EmbedStreamOptions,
  EmbedTokensOptions,
  TokenEmbeddings,
} from "./calls.ts";

/** The ways in which an embedder turns texts into vectors. */
export interface EmbedVerbs {
  /**
   * Turns texts into vectors, in the order of the texts. No texts give no vectors; an empty text gives a vector.
   * @throws NestvecError LAYER_UNAVAILABLE, DIMENSION_UNAVAILABLE, PROMPT_UNKNOWN, TEXT_TOO_LONG, TOKEN_OUT_OF_RANGE, ARGUMENT_INVALID,
   * TEXT_OVER_BUDGET, OVERLOADED, DEADLINE_EXCEEDED, ABORTED, DISPOSED; on a layer's first use FILE_MISSING, FILE_TRUNCATED,
   * GRAPH_INVALID, GRAPH_INPUT_UNKNOWN, GRAPH_OUTPUT_UNKNOWN, PROVIDER_UNAVAILABLE, SESSION_FAILED; from the graph SESSION_FAILED,
   * OUTPUT_UNEXPECTED, OUTPUT_NOT_FINITE, VECTOR_WITHOUT_DIRECTION, POOLING_UNKNOWN
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * const { vectors, layer } = await embedder.embed(["nesting dolls", "a set of boxes"], { layer: 4, dimension: 64 });
   * console.log(`${vectors.length} vectors of ${vectors[0]?.length} numbers, from layer ${layer}`); // → 2 vectors of 64 numbers, from layer 4
   * ```
   */
  embed(texts: readonly TextInput[], options?: EmbedOptions): Promise<Embeddings>;
  /**
   * Turns texts into their vectors at several exits, one answer for each of `layers`, in that order. A compiled model computes them in one pass, which takes as
   * long as the deepest alone; of a published model each exit is computed by itself.
   * @throws NestvecError as `embed`
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * const [shallow, deep] = await embedder.embedLayers(["nesting dolls"], { layers: [2, 6], dimension: 64 });
   * console.log(shallow?.layer, deep?.layer, deep?.vectors[0]?.length); // → 2 6 64
   * ```
   */
  embedLayers(texts: readonly TextInput[], options: EmbedLayersOptions): Promise<readonly Embeddings[]>;
  /**
   * Turns texts into a vector for each token. Its bytes are bounded by `tokenVectorBytes` of the schedule.
   * @throws NestvecError TOKEN_VECTORS_UNAVAILABLE where the exit's graph pools inside, and as `embed`
   * @example
   * ```ts
   * import { referenceModels } from "@nestvec/conformance/models";
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel(new URL("tiny-modernbert", referenceModels));
   * const { tokens, data, dimension } = await embedder.embedTokens(["nesting dolls"], { dimension: 32 });
   * console.log(data.length === (tokens[0] ?? 0) * dimension); // → true
   * ```
   */
  embedTokens(texts: readonly TextInput[], options?: EmbedTokensOptions): Promise<TokenEmbeddings>;
  /**
   * Turns one text into its vector.
   * @throws NestvecError as `embed`
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * const { vector, tokens } = await embedder.embedOne("nesting dolls", { dimension: 128 });
   * console.log(`${vector.length} numbers from ${tokens} tokens`); // → 128 numbers from 4 tokens
   * ```
   */
  embedOne(text: TextInput, options?: EmbedOptions): Promise<Embedding>;
  /**
   * Turns a stream of texts into a stream of their vectors, in order. Texts are taken as they are needed: no more than two windows of them are
   * held, whatever the length of the stream.
   * @throws NestvecError as `embed`
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * const titles = (function* () {
   *   for (let part = 1; part <= 1000; part++) yield `A quiet week, part ${part}`;
   * })();
   * let numbers = 0;
   * for await (const { vector } of embedder.embedStream(titles, { layer: 2, dimension: 32 })) numbers += vector.length;
   * console.log(numbers); // → 32000
   * ```
   */
  embedStream(
    texts: AsyncIterable<TextInput> | Iterable<TextInput>,
    options?: EmbedStreamOptions,
  ): AsyncGenerator<Embedding, void, undefined>;
}
