import type { TextInput, TokenizedText } from "../engine/engine.ts";
import type { EngineStats } from "../engine/stats.ts";
import type { ModelInfo } from "../model/info/model-info.ts";
import type { Calibration } from "../plan/calibration.ts";
import type { Plan, PlanOptions } from "../plan/plan.ts";
import type { Signal } from "../platform/platform.ts";
import type { HeldVectors } from "../held/held-vectors.ts";
import type { StoredVectors } from "../vectors/stored-vectors.ts";
import type {
  CacheStats,
  DecodeOptions,
  HoldOptions,
  SearchOptions,
  SearchResult,
  Similarity,
  SimilarityOptions,
  TokenizeTextsOptions,
  WarmUpOptions,
} from "./calls.ts";
import type { EmbedVerbs } from "./embed-verbs.ts";

/** A loaded model, for the caller's thread, over an engine that may live anywhere. Every answer is plain data. */
export interface Embedder<Stats extends EngineStats = EngineStats> extends EmbedVerbs {
  /**
   * Cosine of two texts at one cut.
   * @throws NestvecError as `embed`
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * const { similarity } = await embedder.similarity("Reset a forgotten password", "How do I log in again?");
   * console.log(similarity.toFixed(2)); // → 0.…
   * ```
   */
  similarity(left: TextInput, right: TextInput, options?: SimilarityOptions): Promise<Similarity>;
  /**
   * The candidates most like a query. Candidates that are vectors may be wider than the query's cut (their leading numbers
   * are used) and, where exits share a space, may come from a deeper exit.
   * @throws NestvecError SPACE_MISMATCH, and as `embed`
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * const articles = ["Reset a forgotten password", "Change the delivery address", "Cancel an order"];
   * const { matches } = await embedder.search("I cannot log in", articles, { topK: 1 });
   * console.log(matches.map(({ index }) => articles[index])); // → [ 'Reset a forgotten password' ]
   *
   * // All at a shallow exit, and the best two of them at the deepest:
   * const steps = [{ layer: 2, dimension: 64, keep: 2 }, { layer: 6 }];
   * const { cascade } = await embedder.search("I cannot log in", articles, { topK: 1, cascade: steps });
   * console.log(cascade?.map(({ candidates }) => candidates)); // → [ 3, 2 ]
   * ```
   */
  search(query: TextInput, candidates: readonly TextInput[] | StoredVectors | HeldVectors, options?: SearchOptions): Promise<SearchResult>;
  /**
   * Moves stored vectors into a worker of their own, once. Searches compare there and do not hold up the caller's thread; with
   * `isolation: "none"` they stay in it. The vectors go with the embedder, or by their own `dispose`.
   * @throws NestvecError ARGUMENT_INVALID, SHAPE_MISMATCH, DISPOSED
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * const held = await embedder.hold(await embedder.embed(["Reset a password", "Change the address"]));
   * console.log((await embedder.search("I cannot log in", held, { topK: 1 })).matches[0]?.index); // → 0
   * ```
   */
  hold(stored: StoredVectors, options?: HoldOptions): Promise<HeldVectors>;
  /**
   * The tokens of each text, cut to the limit.
   * @throws NestvecError PROMPT_UNKNOWN, TEXT_TOO_LONG, ARGUMENT_INVALID, DISPOSED
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * const [text] = await embedder.tokenize(["Nesting dolls"]);
   * console.log(text?.pieces.join(" ")); // → [CLS] nesting dolls [SEP]
   * ```
   */
  tokenize(texts: readonly TextInput[], options?: TokenizeTextsOptions): Promise<readonly TokenizedText[]>;
  /**
   * The texts that lists of token ids stand for, as the tokenizer's own decoder writes them. Not always the text that was tokenized: an uncased
   * model, for one, knows of no capitals.
   * @throws NestvecError TOKEN_OUT_OF_RANGE, ARGUMENT_INVALID, DISPOSED; TOKENIZER_UNUSABLE where its decoder is not supported
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * console.log(await embedder.decode([[101, 21016, 14421, 102]])); // → [ 'nesting dolls' ]
   * ```
   */
  decode(ids: readonly (readonly number[] | Int32Array)[], options?: DecodeOptions): Promise<readonly string[]>;
  /**
   * What is known of the model, and which exits are open.
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * const { name, exits, dimensions, maxTokens } = await embedder.info();
   * console.log(`${name} reads ${maxTokens} tokens`); // → nestvec-mini reads 256 tokens
   * console.log(exits.map(({ layer }) => layer)); // → [ 2, 3, 4, 6 ]
   * console.log(dimensions); // → [ 384, 256, 128, 64, 32 ]
   * ```
   */
  info(): Promise<ModelInfo>;
  /**
   * Chooses a cut: quality from the table in the model's own files, time as measured on this machine.
   * Where time is asked about and this machine was never measured, it is calibrated first.
   * @throws NestvecError QUALITY_TABLE_MISSING, PLAN_IMPOSSIBLE, ARGUMENT_INVALID, ABORTED
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * const { layer, dimension } = await embedder.plan({ minQuality: 78 });
   * console.log(`layer ${layer}, dimension ${dimension}`); // → layer 3, dimension 128
   * ```
   */
  plan(options?: PlanOptions & { readonly signal?: Signal }): Promise<Plan>;
  /**
   * Measures milliseconds by exit and length on this machine, in at most 10 seconds, and keeps them in the user's cache,
   * unless others used the machine meanwhile: then `busy` says so, and a plan that asked for them goes by them this once.
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * const { exits } = await embedder.calibrate();
   * console.log(exits.map(({ layer }) => layer)); // → [ 2, 3, 4, 6 ]
   * ```
   */
  calibrate(options?: { readonly signal?: Signal }): Promise<Calibration>;
  /**
   * Opens exits and runs each once: the first call is then as fast as later ones. Default: all, shallowest first.
   * @throws NestvecError LAYER_UNAVAILABLE, and as `embed`
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * await embedder.warmUp({ layers: [2, 6] });
   * console.log((await embedder.stats()).openedExits); // → [ 2, 6 ]
   * ```
   */
  warmUp(options?: WarmUpOptions): Promise<void>;
  /**
   * Queue and counters since the model was loaded.
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel("nestvec-mini", { cacheBytes: 1_000_000 });
   * for (const text of ["nesting dolls", "nesting dolls"]) await embedder.embed([text]);
   * const { batchedTexts, cacheHits } = await embedder.stats();
   * console.log(`${batchedTexts} embedded, ${cacheHits} from the cache`); // → 1 embedded, 1 from the cache
   * ```
   */
  stats(): Promise<Stats & CacheStats>;
  /**
   * Frees the model after the work under way; later calls fail with DISPOSED.
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * const embedder = await loadModel();
   * await embedder.dispose();
   * ```
   */
  dispose(): Promise<void>;
  /**
   * As `dispose`, for `await using`.
   * @example
   * ```ts
   * import { loadModel } from "@nestvec/runtime-node";
   *
   * await using embedder = await loadModel();
   * await embedder.embed(["nesting dolls"]);
   * ```
   */
  [Symbol.asyncDispose](): Promise<void>;
}
