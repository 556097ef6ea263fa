import type { Lane, TextInput, Timings, TokenizedText, Truncate } from "../engine/engine.ts";
import type { EngineStats } from "../engine/stats.ts";
import type { ModelInfo } from "../model/model-info.ts";
import type { Calibration } from "../plan/calibration.ts";
import type { Plan, PlanOptions } from "../plan/plan.ts";
import type { Signal } from "../platform/platform.ts";
import type { StoredVectors } from "../vectors/stored-vectors.ts";

/** What a text is for: models often have a prompt for each. */
export type TextRole = "query" | "document";

/** How texts become tokens. */
export interface TokenizeOptions {
  /** A prompt of the model by name, in any case of its letters, put before every text. `null`: none, not even the model's default. */
  readonly prompt?: string | null;
  /** What the texts are for: chooses the model's prompt of that kind under its usual names. A model without prompts has none. */
  readonly role?: TextRole;
  /** A prompt of the caller's own, in place of one of the model's. */
  readonly promptText?: string;
  /** Which side of a long text is cut off; `"none"` makes a long text an error. Default: the tokenizer's own side, which is `"end"` as a rule. */
  readonly truncate?: Truncate;
  /** Tokens that a text may have, special tokens counted. Default and upper bound: the model's own limit. */
  readonly maxTokens?: number;
}

/** One cut of the nested model: how deep, how wide. Left out, each is the full one. */
export interface CutOptions {
  /** The exit, as a number of layers. */
  readonly layer?: number;
  /** How many of the leading numbers of a vector are kept. */
  readonly dimension?: number;
}

export interface EmbedOptions extends CutOptions, TokenizeOptions {
  /** Scale every vector to length 1 after it was cut. Default true. */
  readonly normalize?: boolean;
  /** Drops the work: at once where it waits, after the batch under way where it runs. */
  readonly signal?: Signal;
  /**
   * From the call until its answer is of no use; then it is dropped like an aborted one. Default: 60,000, and 20 for every
   * token of the call and of what waits before it (both are options of the schedule).
   */
  readonly deadlineMilliseconds?: number;
  /** Default: `"interactive"` for calls that fit into one batch, else `"bulk"`. */
  readonly lane?: Lane;
}

/** What every answer says of how it was made. */
export interface Provenance {
  readonly layer: number;
  readonly dimension: number;
  /** The name of the space that the vectors live in. Vectors of two spaces must not be compared. */
  readonly space: string;
  /** The execution provider that ran; null where nothing had to be run. */
  readonly provider: string | null;
  /** Time from call to answer, opening the exit included where this call was its first. */
  readonly milliseconds: number;
}

/** Vectors of some texts, in the order of the texts. Fits wherever `StoredVectors` is taken. */
export interface Embeddings extends Provenance, StoredVectors {
  /** One vector a text, each a view of `data`. */
  readonly vectors: readonly Float32Array[];
  /** All vectors in one buffer, `[texts, dimension]`. */
  readonly data: Float32Array;
  readonly normalized: boolean;
  /** The name of the prompt that was put before the texts, or null. */
  readonly prompt: string | null;
  /** Tokens of each text that the model read, special tokens counted. */
  readonly tokens: readonly number[];
  /** Whether each text was cut to the limit. */
  readonly truncated: readonly boolean[];
  readonly timings: Timings;
}

/** The vector of one text. */
export interface Embedding extends Provenance {
  /** `[dimension]` */
  readonly vector: Float32Array;
  readonly normalized: boolean;
  readonly prompt: string | null;
  readonly tokens: number;
  readonly truncated: boolean;
}

/** How a stream of texts is embedded. */
export interface EmbedStreamOptions extends EmbedOptions {
  /** Texts that are embedded together, and at most twice as many that are held at a time. Default 256. */
  readonly windowTexts?: number;
}

/** How the tokens of texts are embedded: never scaled. */
export interface EmbedTokensOptions extends Omit<EmbedOptions, "normalize"> {}

/** A vector for every token of some texts, special tokens included, as the exit's last layer leaves them: not pooled, not scaled to length 1. */
export interface TokenEmbeddings extends Provenance {
  /** Of each text the vectors of its tokens one after the other, `[tokens, dimension]`, each a view of `data`. */
  readonly tokenVectors: readonly Float32Array[];
  /** All of them in one buffer, `[tokens of all texts, dimension]`. */
  readonly data: Float32Array;
  readonly prompt: string | null;
  readonly tokens: readonly number[];
  readonly truncated: readonly boolean[];
  readonly timings: Timings;
}

/** How alike two texts are. */
export interface Similarity extends Provenance {
  /** Cosine, from -1 to 1. */
  readonly similarity: number;
  readonly tokens: readonly [number, number];
  readonly truncated: readonly [boolean, boolean];
}

/** How two texts are compared: as they are embedded, always by their cosine. */
export interface SimilarityOptions extends Omit<EmbedOptions, "normalize"> {}

/** How a query is embedded and how many candidates are returned. */
export interface SearchOptions extends Omit<SimilarityOptions, "role"> {
  /** How many to return, best first. Default 10. */
  readonly topK?: number;
  /** The prompt of the query. Default: the one that the model has for queries, else its default. */
  readonly prompt?: string | null;
  /** The prompt of candidates given as texts. Default: the one that the model has for documents, else its default unless that is the queries'. */
  readonly candidatePrompt?: string | null;
  /** The exit of candidates given as texts, where it differs from the query's `layer` (a shared space is needed). */
  readonly candidateLayer?: number;
}

/** One candidate that was found. */
export interface Match {
  /** Its index among the candidates. */
  readonly index: number;
  /** Cosine to the query, from -1 to 1. */
  readonly similarity: number;
}

/** The best candidates, best first; those of equal similarity in the order they were given. */
export interface SearchResult extends Provenance {
  readonly matches: readonly Match[];
  /** Tokens of the query. */
  readonly tokens: number;
  readonly truncated: boolean;
}

/** How texts are tokenized, and what is wanted of it. */
export interface TokenizeTextsOptions extends TokenizeOptions {
  /** Also where in its text each token stands, for about as much time again. Default false. */
  readonly offsets?: boolean;
}

/** How token ids become text. */
export interface DecodeOptions {
  /** Leaves out the tokens that stand for no text, such as those around it. Default true. */
  readonly skipSpecialTokens?: boolean;
}

/** Which exits are made ready. */
export interface WarmUpOptions {
  /** Default: all of them. */
  readonly layers?: readonly number[];
  readonly signal?: Signal;
}

/** What an embedder adds to its engine's counts. */
export interface CacheStats {
  /** Different texts of a call whose vectors were in the cache, and were not. Both 0 where there is none. */
  readonly cacheHits: number;
  readonly cacheMisses: number;
  /** Bytes that the cache holds. */
  readonly cacheBytes: number;
}

/** A loaded model, for the caller's thread, over an engine that may live anywhere. Every answer is plain data. */
export interface Embedder<Stats extends EngineStats = EngineStats> {
  /**
   * Turns texts into vectors, in the order of the texts. No texts give no vectors; an empty text gives a vector.
   * @throws NestvecError LAYER_UNAVAILABLE, DIMENSION_UNAVAILABLE, PROMPT_UNKNOWN, TEXT_TOO_LONG, TOKEN_OUT_OF_RANGE, ARGUMENT_INVALID,
   * TEXT_OVER_BUDGET, OVERLOADED, DEADLINE_EXCEEDED, ABORTED, DISPOSED; on a layer's first use FILE_MISSING, FILE_TRUNCATED,
   * GRAPH_INVALID, GRAPH_INPUT_UNKNOWN, GRAPH_OUTPUT_UNKNOWN, PROVIDER_UNAVAILABLE, SESSION_FAILED; from the graph SESSION_FAILED,
   * OUTPUT_UNEXPECTED, OUTPUT_NOT_FINITE, VECTOR_WITHOUT_DIRECTION, POOLING_UNKNOWN
   */
  embed(texts: readonly TextInput[], options?: EmbedOptions): Promise<Embeddings>;
  /**
   * Turns texts into a vector for each token. Its bytes are bounded by `tokenVectorBytes` of the schedule.
   * @throws NestvecError TOKEN_VECTORS_UNAVAILABLE where the exit's graph pools inside, and as `embed`
   */
  embedTokens(texts: readonly TextInput[], options?: EmbedTokensOptions): Promise<TokenEmbeddings>;
  /** Turns one text into its vector. @throws NestvecError as `embed` */
  embedOne(text: TextInput, options?: EmbedOptions): Promise<Embedding>;
  /**
   * Turns a stream of texts into a stream of their vectors, in order. Texts are taken as they are needed: no more than two windows of them are
   * held, whatever the length of the stream.
   * @throws NestvecError as `embed`
   */
  embedStream(
    texts: AsyncIterable<TextInput> | Iterable<TextInput>,
    options?: EmbedStreamOptions,
  ): AsyncGenerator<Embedding, void, undefined>;
  /** Cosine of two texts at one cut. @throws NestvecError as `embed` */
  similarity(left: TextInput, right: TextInput, options?: SimilarityOptions): Promise<Similarity>;
  /**
   * The candidates most like a query. Candidates that are vectors may be wider than the query's cut (their leading numbers
   * are used) and, where exits share a space, may come from a deeper exit.
   * @throws NestvecError SPACE_MISMATCH, and as `embed`
   */
  search(query: TextInput, candidates: readonly TextInput[] | StoredVectors, options?: SearchOptions): Promise<SearchResult>;
  /** The tokens of each text, cut to the limit. @throws NestvecError PROMPT_UNKNOWN, TEXT_TOO_LONG, ARGUMENT_INVALID, DISPOSED */
  tokenize(texts: readonly TextInput[], options?: TokenizeTextsOptions): Promise<readonly TokenizedText[]>;
  /**
   * The texts that lists of token ids stand for, as the tokenizer's own decoder writes them. Not always the text that was tokenized: an uncased
   * model, for one, knows of no capitals.
   * @throws NestvecError TOKEN_OUT_OF_RANGE, ARGUMENT_INVALID, DISPOSED; TOKENIZER_UNUSABLE where its decoder is not supported
   */
  decode(ids: readonly (readonly number[] | Int32Array)[], options?: DecodeOptions): Promise<readonly string[]>;
  /** What is known of the model, and which exits are open. */
  info(): Promise<ModelInfo>;
  /**
   * Chooses a cut: quality from the table in the model's own files, time as measured on this machine.
   * Where time is asked about and this machine was never measured, it is calibrated first.
   * @throws NestvecError QUALITY_TABLE_MISSING, PLAN_IMPOSSIBLE, ARGUMENT_INVALID, ABORTED
   */
  plan(options?: PlanOptions & { readonly signal?: Signal }): Promise<Plan>;
  /**
   * Measures milliseconds by exit and length on this machine, in at most 10 seconds, and keeps them in the user's cache,
   * unless others used the machine meanwhile: then `busy` says so, and a plan that asked for them goes by them this once.
   */
  calibrate(options?: { readonly signal?: Signal }): Promise<Calibration>;
  /**
   * Opens exits and runs each once, so that the first real call is as fast as any. Default: all exits, shallowest first.
   * @throws NestvecError LAYER_UNAVAILABLE, and as `embed`
   */
  warmUp(options?: WarmUpOptions): Promise<void>;
  /** What waits and what was done since the model was loaded. */
  stats(): Promise<Stats & CacheStats>;
  /** Frees the model. Work under way is finished first; later calls fail with DISPOSED. */
  dispose(): Promise<void>;
  /** The same as `dispose`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
