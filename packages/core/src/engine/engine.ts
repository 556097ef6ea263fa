import type { ModelInfo } from "../model/info/model-info.ts";
import type { Signal } from "../platform/platform.ts";
import type { EngineStats } from "./stats.ts";

/** A text, or the token ids that stand for it (special tokens included). */
export type TextInput = string | readonly number[] | Int32Array;

/** What happens to a text longer than the limit: its end or its start is cut off, or it is an error. */
export type Truncate = "end" | "start" | "none";

/** Interactive work goes before bulk work, which still gets its share. */
export type Lane = "interactive" | "bulk";

/** How long a request is of use. */
export interface RequestLife {
  /** When the answer is of no use any more, by `performance.now` of the thread that asks. Left out: the schedule's own deadline. */
  readonly expires?: number | undefined;
  /** Drops the work: at once where it waits, after the batch under way where it runs. */
  readonly signal?: Signal | undefined;
}

/** Texts to be tokenized. */
export interface TokenizeRequest extends RequestLife {
  readonly texts: readonly TextInput[];
  /** Put before every text, not before token ids. */
  readonly prompt: string;
  /** Left out: the side that the tokenizer's own file says, which is `"end"` as a rule. */
  readonly truncate?: Truncate | undefined;
  /** Tokens that a text may have, special tokens counted. Left out: the model's own limit, which is also the most. */
  readonly maxTokens?: number | undefined;
  /** Also return the offsets of each token in its text. */
  readonly offsets?: boolean;
}

/** Texts to be embedded at one exit. */
export interface EncodeRequest extends TokenizeRequest {
  readonly layer: number;
  /** What the vectors are for: one of the model's tasks, which a model that has any must be told. */
  readonly task?: string | undefined;
  /** Numbers of a vector that are kept. */
  readonly dimension: number;
  /** Left out: `"interactive"` for what fits into one batch, else `"bulk"`. */
  readonly lane?: Lane | undefined;
}

/** Hidden states between requests. Without those of a text, or where an engine keeps none, it is computed from its token ids. */
export interface StateUse {
  /** Those that were kept under this name before are used up: texts go on from them. */
  readonly name: string;
  /** Whether those at this request's layer are kept, for a deeper one. */
  readonly keeps: boolean;
}

/** Texts to be embedded, one vector each. */
export interface EmbedRequest extends EncodeRequest {
  /** Whether vectors are scaled to length 1 after they were cut. */
  readonly normalize: boolean;
  /** Left out: nothing is kept, and nothing gone on from. Whoever keeps states drops them in the end, by `dropStates`. */
  readonly states?: StateUse | undefined;
}

/** Texts to be embedded at several exits. */
export interface EmbedLayersRequest extends Omit<EmbedRequest, "layer" | "states"> {
  /** Different layers, shallowest first. */
  readonly layers: readonly number[];
}

/** Lists of token ids to be made text. */
export interface DecodeRequest {
  readonly ids: readonly (readonly number[] | Int32Array)[];
  /** Whether tokens that stand for no text are left out. */
  readonly skipSpecialTokens: boolean;
}

/** Exits to be opened and run once. */
export interface WarmUpRequest extends RequestLife {
  readonly layers: readonly number[];
}

/** Milliseconds of a call, by phase, measured where the engine runs. */
export interface Timings {
  readonly tokenizing: number;
  /** In the queue, until the first batch with a text of the call began. */
  readonly waiting: number;
  /** From then to the last vector: batches of other calls in between count, too. */
  readonly running: number;
}

/** The vectors of a request in one buffer, in the order of the texts. */
export interface EncodeAnswer {
  /** `[texts, dimension]`, or `[tokens of all texts, dimension]` where each token has a vector. */
  readonly data: Float32Array;
  /** The name of the space that the vectors live in. */
  readonly space: string;
  /** The execution provider that ran; null where nothing had to be run. */
  readonly provider: string | null;
  /** Tokens of each text that the model read, special tokens counted. */
  readonly tokens: readonly number[];
  /** Whether each text was cut to the limit. */
  readonly truncated: readonly boolean[];
  readonly timings: Timings;
  /** Whether each text went on from a hidden state. Left out where no states were asked for. */
  readonly resumed?: readonly boolean[];
}

/** The vectors of a request at several exits. */
export interface LayersAnswer extends Omit<EncodeAnswer, "space" | "resumed"> {
  /** `[layers, texts, dimension]` */
  readonly data: Float32Array;
  /** The space of each layer's vectors. */
  readonly spaces: readonly string[];
}

/** One text as the model reads it. */
export interface TokenizedText {
  readonly ids: Int32Array;
  /** The pieces that the ids stand for. */
  readonly pieces: readonly string[];
  readonly truncated: boolean;
  /**
   * Of each token two numbers: where what it stands for begins and ends in the text with its prompt before it, in UTF-16 units as `slice` takes
   * them. Both are -1 for special tokens and uncertain offsets. Absent for token ids, and without `offsets` in the request.
   */
  readonly offsets?: Int32Array;
}

/**
 * Texts to vectors: a loaded model with its tokenizer, schedule and budgets. It may live in another thread or process, or be a pool of such
 * engines. Requests and answers are plain data, a signal aside. Every method rejects with NestvecError.
 */
export interface Engine<Stats extends EngineStats = EngineStats> {
  /** Properties of the model. */
  info(): Promise<ModelInfo>;
  /**
   * One vector a text.
   * @throws NestvecError TEXT_TOO_LONG, TOKEN_OUT_OF_RANGE, ARGUMENT_INVALID, TEXT_OVER_BUDGET, OVERLOADED, DEADLINE_EXCEEDED, ABORTED,
   * LAYER_UNAVAILABLE; those of opening a graph and of running it
   */
  embed(request: EmbedRequest): Promise<EncodeAnswer>;
  /** One vector a text for each of several exits, in one pass. Left out where there is no such pass: each exit is asked for by `embed`. @throws NestvecError as `embed` */
  embedLayers?(request: EmbedLayersRequest): Promise<LayersAnswer>;
  /** Drops the hidden states that are kept under a name. Left out where none are kept. */
  dropStates?(name: string): Promise<void>;
  /** One vector a token. @throws NestvecError TOKEN_VECTORS_UNAVAILABLE, and as `embed` */
  embedTokens(request: EncodeRequest): Promise<EncodeAnswer>;
  /** @throws NestvecError TEXT_TOO_LONG, TOKEN_OUT_OF_RANGE, ARGUMENT_INVALID */
  tokenize(request: TokenizeRequest): Promise<readonly TokenizedText[]>;
  /** @throws NestvecError TOKEN_OUT_OF_RANGE, TOKENIZER_UNUSABLE, ARGUMENT_INVALID */
  decode(request: DecodeRequest): Promise<readonly string[]>;
  /** Opens exits and runs each once. @throws NestvecError as `embed` */
  warmUp(request: WarmUpRequest): Promise<void>;
  /** Queue and counters since the model was loaded. */
  stats(): Promise<Stats>;
  /** Frees the model. Work under way is finished first; later requests fail with DISPOSED. */
  dispose(): Promise<void>;
}
