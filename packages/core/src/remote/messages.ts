import type { BatchBegin, BatchEnd } from "../engine/batch-watch.ts";
import type {
  DecodeRequest,
  EmbedLayersRequest,
  EmbedRequest,
  EncodeAnswer,
  EncodeRequest,
  LayersAnswer,
  TokenizedText,
  TokenizeRequest,
  WarmUpRequest,
} from "../engine/engine.ts";
import type { EngineStats } from "../engine/stats.ts";
import type { LoadProgress } from "../platform/load-progress.ts";
import type { ErrorData } from "../errors/error-data.ts";
import type { ModelInfo } from "../model/info/model-info.ts";
import * as is from "./checks.ts";

/** What each verb of an engine takes and gives. */
export interface Verbs {
  readonly info: { readonly request: undefined; readonly answer: ModelInfo };
  readonly embed: { readonly request: EmbedRequest; readonly answer: EncodeAnswer };
  readonly embedLayers: { readonly request: EmbedLayersRequest; readonly answer: LayersAnswer };
  readonly dropStates: { readonly request: string; readonly answer: undefined };
  readonly embedTokens: { readonly request: EncodeRequest; readonly answer: EncodeAnswer };
  readonly tokenize: { readonly request: TokenizeRequest; readonly answer: readonly TokenizedText[] };
  readonly decode: { readonly request: DecodeRequest; readonly answer: readonly string[] };
  readonly warmUp: { readonly request: WarmUpRequest; readonly answer: undefined };
  readonly stats: { readonly request: undefined; readonly answer: EngineStats };
  readonly dispose: { readonly request: undefined; readonly answer: undefined };
}

/** What can be asked of an engine. */
export type Verb = keyof Verbs;

/** A request as it crosses a port: `remaining` milliseconds are left of its time, and a signal stays behind. */
type Call<Name extends Verb> = {
  readonly type: "call";
  readonly id: number;
  readonly verb: Name;
  readonly request: is.Sent<Verbs[Name]["request"]>;
  readonly remaining?: number | undefined;
};

/** What the side that asks sends. */
export type Request =
  | { readonly [Name in Verb]: Call<Name> }[Verb]
  | { readonly type: "cancel"; readonly id: number; readonly reason: string };

/** What the side that answers sends. `ready` or `refused` comes once, when the engine is open or could not be opened. */
export type Reply =
  | { readonly type: "ready" }
  | { readonly type: "refused"; readonly error: ErrorData }
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly type: "failure"; readonly id: number; readonly error: ErrorData }
  | { readonly type: "progress"; readonly progress: LoadProgress }
  | { readonly type: "begin"; readonly batch: BatchBegin; readonly stats: EngineStats }
  | { readonly type: "end"; readonly batch: BatchEnd; readonly stats: EngineStats };

/** How an answer is known: its type is that of the call which waits for it. */
export const answerChecks: { readonly [Name in Verb]: is.Check<Verbs[Name]["answer"]> } = {
  info: is.isModelInfo,
  embed: is.isEncodeAnswer,
  embedLayers: is.isLayersAnswer,
  dropStates: is.isUndefined,
  embedTokens: is.isEncodeAnswer,
  tokenize: is.listOf(is.isTokenizedText),
  decode: is.listOf(is.isString),
  warmUp: is.isUndefined,
  stats: is.isEngineStats,
  dispose: is.isUndefined,
};

const call = <Name extends Verb>(verb: Name, request: is.Check<is.Sent<Verbs[Name]["request"]>>): is.Check<Call<Name>> =>
  is.object<Call<Name>>({ type: literal("call"), id: is.isNumber, verb: literal(verb), request, remaining: is.optional(is.isNumber) });

function literal<T extends string>(text: T): is.Check<T> {
  return (value): value is T => value === text;
}

const requestChecks: readonly is.Check<Request>[] = [
  call("embed", is.isEmbedRequest),
  call("embedLayers", is.isEmbedLayersRequest),
  call("dropStates", is.isString),
  call("embedTokens", is.isEncodeRequest),
  call("tokenize", is.isTokenizeRequest),
  call("decode", is.isDecodeRequest),
  call("warmUp", is.object<is.Sent<WarmUpRequest>>({ layers: is.listOf(is.isNumber) })),
  call("info", is.isUndefined),
  call("stats", is.isUndefined),
  call("dispose", is.isUndefined),
  is.object<Extract<Request, { type: "cancel" }>>({ type: literal("cancel"), id: is.isNumber, reason: is.isString }),
];

const replyChecks: readonly is.Check<Reply>[] = [
  (value): value is Extract<Reply, { type: "answer" }> => isAnswer(value),
  is.object<Extract<Reply, { type: "begin" }>>({ type: literal("begin"), batch: is.isBatchBegin, stats: is.isEngineStats }),
  is.object<Extract<Reply, { type: "end" }>>({ type: literal("end"), batch: is.isBatchEnd, stats: is.isEngineStats }),
  is.object<Extract<Reply, { type: "failure" }>>({ type: literal("failure"), id: is.isNumber, error: is.isErrorData }),
  is.object<Extract<Reply, { type: "progress" }>>({ type: literal("progress"), progress: is.isLoadProgress }),
  is.object<Extract<Reply, { type: "ready" }>>({ type: literal("ready") }),
  is.object<Extract<Reply, { type: "refused" }>>({ type: literal("refused"), error: is.isErrorData }),
];

const isAnswer = is.object<Extract<Reply, { type: "answer" }>>({
  type: literal("answer"),
  id: is.isNumber,
  answer: (_value): _value is unknown => true,
});

/** A message as what it is, or undefined for one that is none of the protocol's: a channel may carry others. */
export const readRequest = (message: unknown): Request | undefined => read(message, requestChecks);

/** @see readRequest */
export const readReply = (message: unknown): Reply | undefined => read(message, replyChecks);

function read<T>(message: unknown, checks: readonly is.Check<T>[]): T | undefined {
  for (const check of checks) if (check(message)) return message;
  return undefined;
}

/** The id of a call with an invalid request, so that its sender gets the error. */
export function idOfCall(message: unknown): number | undefined {
  const isCall = is.object<{ type: "call"; id: number }>({ type: literal("call"), id: is.isNumber });
  return isCall(message) ? message.id : undefined;
}
