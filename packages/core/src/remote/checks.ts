import type { BatchBegin, BatchEnd } from "../engine/batch-watch.ts";
import type {
  DecodeRequest,
  EmbedLayersRequest,
  EmbedRequest,
  EncodeAnswer,
  EncodeRequest,
  LayersAnswer,
  StateUse,
  TokenizedText,
  TokenizeRequest,
} from "../engine/engine.ts";
import type { EngineStats } from "../engine/stats.ts";
import type { ErrorData } from "../errors/error-data.ts";
import type { ExitInfo, ModelInfo, ProjectionInfo } from "../model/info/model-info.ts";
import { isPooling } from "../model/settings/pooling.ts";
import type { LoadProgress } from "../platform/load-progress.ts";
import { isFloat32Array, isInt32Array } from "../platform/typed-arrays.ts";

/** Whether a value that came over a port is of a type. */
export type Check<T> = (value: unknown) => value is T;

/** A request as it is sent: how long it is of use is said beside it. */
export type Sent<Request> = Request extends object ? Omit<Request, "signal" | "expires"> : Request;

export const isString: Check<string> = (value) => typeof value === "string";
export const isNumber: Check<number> = (value) => typeof value === "number";
export const isUndefined: Check<undefined> = (value) => value === undefined;
const isBoolean: Check<boolean> = (value) => typeof value === "boolean";
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value) =>
    value === undefined || check(value);
const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value) =>
    value === null || check(value);
export const listOf =
  <T>(check: Check<T>): Check<readonly T[]> =>
  (value) =>
    Array.isArray(value) && value.every(check);
const oneOf =
  <T extends string>(...names: readonly T[]): Check<T> =>
  (value): value is T =>
    names.some((name) => name === value);
const either =
  <T, U>(first: Check<T>, second: Check<U>): Check<T | U> =>
  (value) =>
    first(value) || second(value);
const dictionaryOf =
  <T>(check: Check<T>): Check<Readonly<Record<string, T>>> =>
  (value): value is Readonly<Record<string, T>> =>
    isRecord(value) && Object.values(value).every(check);

/** An object by its members, each of which the type must have and the check must name. */
export const object =
  <T extends object>(members: { readonly [Name in keyof Required<T>]: Check<T[Name]> }): Check<T> =>
  (value): value is T =>
    isRecord(value) && Object.entries<Check<unknown>>(members).every(([name, check]) => check(value[name]));

const isIds = either(listOf(isNumber), isInt32Array);

const tokenizeMembers = {
  texts: listOf(either(isString, isIds)),
  prompt: isString,
  truncate: optional(oneOf("end", "start", "none")),
  maxTokens: optional(isNumber),
  offsets: optional(isBoolean),
};
const cutMembers = {
  ...tokenizeMembers,
  task: optional(isString),
  dimension: isNumber,
  lane: optional(oneOf("interactive", "bulk")),
};
const encodeMembers = { ...cutMembers, layer: isNumber };

export const isTokenizeRequest: Check<Sent<TokenizeRequest>> = object<Sent<TokenizeRequest>>(tokenizeMembers);
export const isEncodeRequest: Check<Sent<EncodeRequest>> = object<Sent<EncodeRequest>>(encodeMembers);
export const isEmbedRequest: Check<Sent<EmbedRequest>> = object<Sent<EmbedRequest>>({
  ...encodeMembers,
  normalize: isBoolean,
  states: optional(object<StateUse>({ name: isString, keeps: isBoolean })),
});
export const isEmbedLayersRequest: Check<Sent<EmbedLayersRequest>> = object<Sent<EmbedLayersRequest>>({
  ...cutMembers,
  normalize: isBoolean,
  layers: listOf(isNumber),
});
export const isDecodeRequest: Check<DecodeRequest> = object<DecodeRequest>({ ids: listOf(isIds), skipSpecialTokens: isBoolean });

const answerMembers = {
  data: isFloat32Array,
  provider: orNull(isString),
  tokens: listOf(isNumber),
  truncated: listOf(isBoolean),
  timings: object({ tokenizing: isNumber, waiting: isNumber, running: isNumber }),
};

export const isEncodeAnswer: Check<EncodeAnswer> = object<EncodeAnswer>({
  ...answerMembers,
  space: isString,
  resumed: optional(listOf(isBoolean)),
});
export const isLayersAnswer: Check<LayersAnswer> = object<LayersAnswer>({ ...answerMembers, spaces: listOf(isString) });

export const isTokenizedText: Check<TokenizedText> = object<TokenizedText>({
  ids: isInt32Array,
  pieces: listOf(isString),
  truncated: isBoolean,
  offsets: optional(isInt32Array),
});

export const isEngineStats: Check<EngineStats> = object<EngineStats>({
  queuedTexts: isNumber,
  waitingTokens: isNumber,
  runningTexts: isNumber,
  batches: isNumber,
  batchedTexts: isNumber,
  batchesByTexts: dictionaryOf(isNumber),
  batchesByTokens: dictionaryOf(isNumber),
  usefulTokens: isNumber,
  tokensPerMillisecond: optional(isNumber),
  paddedTokens: isNumber,
  runMilliseconds: dictionaryOf(isNumber),
  openedExits: listOf(isNumber),
  stateBytes: optional(isNumber),
  residentBytes: optional(isNumber),
});

export const isLoadProgress: Check<LoadProgress> = object<LoadProgress>({
  file: isString,
  fileBytes: isNumber,
  fileTotalBytes: optional(isNumber),
  from: oneOf("network", "cache", "disk"),
  bytes: isNumber,
  totalBytes: isNumber,
});

export const isBatchBegin: Check<BatchBegin> = object<BatchBegin>({
  batch: isNumber,
  rows: isNumber,
  tokens: isNumber,
  wantedMilliseconds: isNumber,
});
export const isBatchEnd: Check<BatchEnd> = object<BatchEnd>({ batch: isNumber, succeeded: isBoolean });

/** Of an error of this library its details are its code's; of another its name and text. */
export const isErrorData: Check<ErrorData> = (value): value is ErrorData =>
  isRecord(value) && (isString(value["code"]) ? isRecord(value["details"]) : isString(value["name"]) && isString(value["message"]));

const isExitInfo = object<ExitInfo>({
  layer: isNumber,
  graph: isString,
  space: orNull(isString),
  compatibleSpace: optional(isString),
  problem: optional(isString),
  provider: optional(isString),
});

export const isModelInfo: Check<ModelInfo> = object<ModelInfo>({
  name: isString,
  source: isString,
  identity: isString,
  exits: listOf(isExitInfo),
  missingLayers: listOf(isNumber),
  dimensions: optional(listOf(isNumber)),
  dimensionsFrom: isString,
  normsBeforeCut: isBoolean,
  width: isNumber,
  tokenWidth: isNumber,
  projection: orNull(object<ProjectionInfo>({ modules: listOf(isString), appliedBy: oneOf("graph", "encoder") })),
  sharedSpace: isBoolean,
  maxTokens: isNumber,
  maxTokensFrom: isString,
  longestText: isNumber,
  pooling: object<ModelInfo["pooling"]>({
    pooling: optional(either(oneOf("in_graph"), isPooling)),
    from: isString,
    includesPrompt: optional(isBoolean),
  }),
  vocabularySize: isNumber,
  specialTokens: object<ModelInfo["specialTokens"]>({ before: listOf(isNumber), after: listOf(isNumber) }),
  tasks: optional(listOf(isString)),
  defaultTask: optional(isString),
  prompts: dictionaryOf(isString),
  promptsFrom: isString,
  isPromptNeeded: isBoolean,
  defaultPrompt: orNull(isString),
  quality: object<ModelInfo["quality"]>({
    file: isString,
    tables: listOf(object({ name: isString, cells: listOf(object({ layer: isNumber, dimension: isNumber, quality: isNumber })) })),
    problem: optional(isErrorData),
  }),
  runtime: isString,
  machine: isString,
  notes: listOf(isString),
});
