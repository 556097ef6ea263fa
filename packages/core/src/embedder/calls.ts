import type { Lane, Timings, Truncate } from "../engine/engine.ts";
import type { Signal } from "../platform/platform.ts";
import type { StoredVectors } from "../vectors/stored-vectors.ts";

/** What a text is for: models often have a prompt for each. */
export type TextRole = "query" | "document";

/** How texts become tokens. */
export interface TokenizeOptions {
  /** A prompt of the model by name, in any case of its letters, put before every text. `null`: none, not even the model's default. */
  readonly prompt?: string | null | undefined;
  /** What the texts are for: chooses the model's prompt of that kind under its usual names. A model without prompts has none. */
  readonly role?: TextRole | undefined;
  /**
   * What the vectors are for, on a model that has to be told, such as jina-embeddings-v3: one of `tasks` of `info()`. Without a prompt beside it, it
   * chooses the model's prompt for it. Default: the task that the prompt in use is named after, else the option `task` of the model.
   */
  readonly task?: string | undefined;
  /** A prompt of the caller's own, in place of one of the model's. */
  readonly promptText?: string | undefined;
  /** Which side of a long text is cut off; `"none"` makes a long text an error. Default: the tokenizer's own side, which is `"end"` as a rule. */
  readonly truncate?: Truncate | undefined;
  /** Tokens that a text may have, special tokens counted. Default and upper bound: the model's own limit. */
  readonly maxTokens?: number | undefined;
}

/** One cut of the nested model: how deep, how wide. Left out, each is the full one. */
export interface CutOptions {
  /** The exit, as a number of layers. */
  readonly layer?: number | undefined;
  /** How many of the leading numbers of a vector are kept. */
  readonly dimension?: number | undefined;
}

export interface EmbedOptions extends CutOptions, TokenizeOptions {
  /** Scale every vector to length 1 after it was cut. Default true. */
  readonly normalize?: boolean | undefined;
  /** Drops the work: at once where it waits, after the batch under way where it runs. */
  readonly signal?: Signal | undefined;
  /**
   * From the call until its answer is of no use; then it is dropped like an aborted one. Default: 60,000, and 20 for every
   * token of the call and of the queue before it (both are options of the schedule).
   */
  readonly deadlineMilliseconds?: number | undefined;
  /** Default: `"interactive"` for calls that fit into one batch, else `"bulk"`. */
  readonly lane?: Lane | undefined;
}

/** How texts are embedded at several exits. */
export interface EmbedLayersOptions extends Omit<EmbedOptions, "layer"> {
  /** The exits, each once, in the order in which their vectors are wanted. */
  readonly layers: readonly number[];
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
  readonly windowTexts?: number | undefined;
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

/** How vectors are held. */
export interface HoldOptions {
  /** Whether the buffer of the vectors is handed over to the worker, and no longer there for the caller, in place of being copied. Default false. */
  readonly transfer?: boolean | undefined;
}

/** One step of a cascade: candidates are compared with the query at this cut. */
export interface CascadeStep {
  /** The exit, deeper than that of the step before. */
  readonly layer: number;
  /** How many of the leading numbers of the vectors are compared. Default: all. */
  readonly dimension?: number | undefined;
  /**
   * How many of the step's candidates go on to the next, best first: below 1 a share, rounded up, from 2 a number. Left out in the last step alone, which returns
   * `topK`.
   */
  readonly keep?: number | undefined;
}

/** What a step of a cascade did. */
export interface CascadeStepReport {
  readonly layer: number;
  readonly dimension: number;
  /** Candidates that were compared. */
  readonly candidates: number;
  /** How many of them were computed from their beginning; after the first step, for lack of a hidden state. */
  readonly computed: number;
  /** How many went on from the hidden state that the step before left. */
  readonly resumed: number;
  /** How many were in the result cache. */
  readonly cached: number;
  /** How many the step kept; of the last, how many are returned. */
  readonly kept: number;
  readonly milliseconds: number;
}

/** How a query is embedded and how many candidates are returned. */
export interface SearchOptions extends Omit<SimilarityOptions, "role"> {
  /** How many to return, best first. Default 10. */
  readonly topK?: number | undefined;
  /** The prompt of the query. Default: the one that the model has for queries, else its default. */
  readonly prompt?: string | null | undefined;
  /** The prompt of candidates given as texts. Default: the one that the model has for documents, else its default unless that is the queries'. */
  readonly candidatePrompt?: string | null | undefined;
  /** The exit of candidates given as texts, where it differs from the query's `layer` (a shared space is needed). */
  readonly candidateLayer?: number | undefined;
  /**
   * On a model in int8 whose `info` has a `compatibleSpace`: whether vectors of that space are searched, too, those of the same model in float32. Default: false.
   */
  readonly allowCompatible?: boolean | undefined;
  /**
   * Searches texts in steps, in place of at one `layer` and `dimension`: all of them at the first, and at each deeper exit those that the step before ranked
   * highest. Fewer than `topK` are returned where fewer are left.
   */
  readonly cascade?: readonly CascadeStep[] | undefined;
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
  /** Of a search with a `cascade`, what each step did; layer, dimension and space are those of the last. */
  readonly cascade?: readonly CascadeStepReport[];
}

/** How texts are tokenized, and what is wanted of it. */
export interface TokenizeTextsOptions extends TokenizeOptions {
  /** Also where in its text each token stands, for about as much time again. Default false. */
  readonly offsets?: boolean | undefined;
}

/** How token ids become text. */
export interface DecodeOptions {
  /** Leaves out the tokens that stand for no text, such as those around it. Default true. */
  readonly skipSpecialTokens?: boolean | undefined;
}

/** Which exits are made ready. */
export interface WarmUpOptions {
  /** Default: all of them. */
  readonly layers?: readonly number[] | undefined;
  readonly signal?: Signal | undefined;
}

/** What an embedder adds to its engine's counts. */
export interface CacheStats {
  /** Different texts of a call whose vectors were in the cache, and were not. Both 0 where there is none. */
  readonly cacheHits: number;
  readonly cacheMisses: number;
  /** Bytes that the cache holds. */
  readonly cacheBytes: number;
}
