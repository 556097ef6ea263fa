export { isError, messageOf } from "./errors/any-error.ts";
export { NestvecError, type ErrorCode } from "./errors/nestvec-error.ts";
export type { ErrorDetails } from "./errors/error-details.ts";
export type { ErrorData } from "./errors/error-data.ts";
export { invalidArgument, requireOptions, requireRecord, type OptionNames } from "./errors/arguments.ts";

export { openEngine, openModel, type ModelPlatform } from "./embedder/open-model.ts";
export { modelOptionNames, type ModelOptions } from "./model-engine/model-options.ts";
export { planAmong, type PlanAmong, type Planner } from "./embedder/plan-among.ts";
export { embedderOver } from "./embedder/embedder-over.ts";
export type { EmbedderOptions, EmbedderPlatform } from "./embedder/embedder-parts.ts";
export type { Embedder } from "./embedder/embedder.ts";
export type { EmbedVerbs } from "./embedder/embed-verbs.ts";
export type {
  CacheStats,
  CascadeStep,
  CascadeStepReport,
  CutOptions,
  DecodeOptions,
  Embedding,
  Embeddings,
  EmbedLayersOptions,
  EmbedOptions,
  EmbedStreamOptions,
  EmbedTokensOptions,
  HoldOptions,
  Match,
  Provenance,
  SearchOptions,
  SearchResult,
  Similarity,
  SimilarityOptions,
  TextRole,
  TokenEmbeddings,
  TokenizeOptions,
  TokenizeTextsOptions,
  WarmUpOptions,
} from "./embedder/calls.ts";
export { poolingModes, type Pooling, type PoolingMode } from "./model/settings/pooling.ts";
export { promptOfRole } from "./embedder/prompt.ts";
export type {
  DecodeRequest,
  EmbedLayersRequest,
  EmbedRequest,
  EncodeAnswer,
  EncodeRequest,
  Engine,
  Lane,
  LayersAnswer,
  RequestLife,
  StateUse,
  TextInput,
  Timings,
  TokenizedText,
  TokenizeRequest,
  Truncate,
  WarmUpRequest,
} from "./engine/engine.ts";
export type {
  EngineObservation,
  EngineObserver,
  ObservedAnswer,
  ObservedEnd,
  ObservedEngine,
  ObservedRequest,
} from "./engine/engine-observer.ts";
export type { BatchBegin, BatchEnd, BatchWatch } from "./engine/batch-watch.ts";
export type { EngineStats } from "./engine/stats.ts";
export { requestSize, type RequestSize } from "./engine/request-size.ts";
export type { CompiledTokenizers } from "./tokenizer/compiled-form.ts";
export type { EnginePlatform } from "./model-engine/engine-platform.ts";
export type { ScheduleOptions } from "./schedule/schedule-options.ts";
export type { ModelInfo, ExitInfo, ProjectionInfo } from "./model/info/model-info.ts";
export type { QualityCell, QualityTable } from "./model/info/quality-table-types.ts";
export { describeModel } from "./model/describe/describe-model.ts";
export type { CompiledModel, CompiledStage, StageLoss, StoredWeights, VerifiedStage, WeightType } from "./model/settings/compiled-model.ts";
export type { CompiledQuantization } from "./model/settings/quantization.ts";
export type { QuantizedModel } from "./model/settings/quantized-model.ts";
export type { DescriptionOverrides } from "./model/describe/description-overrides.ts";
export { dtypes, type Dtype, type GraphOptions } from "./model/graphs/graph-choice.ts";
export type { ActivationName } from "./model/settings/activations.ts";
export type { ConfigValue } from "./config/config-value.ts";
export type { DenseModule, LayerNormModule, Projection } from "./model/settings/projection.ts";
export type { TableDescription, TableFiles, TableTensor } from "./model/tables/table-description.ts";
export type { ModelDescription, PoolingCertainty, PoolingSource } from "./model/describe/model-description.ts";
export type { ExitDescription } from "./model/layout/find-exits.ts";
export { busyShare } from "./plan/busy-machine.ts";
export type { CalibratedExit, Calibration } from "./plan/calibration.ts";
export type { Plan, PlanOptions } from "./plan/plan.ts";

export type {
  ExecutionProvider,
  ExecutionProviderModule,
  ProviderBatching,
  ExternalFile,
  FileSource,
  GraphValue,
  ModelFiles,
  GraphWork,
  Runtime,
  Session,
} from "./runtime/runtime.ts";
export type { Matrix, Tensor } from "./runtime/tensor.ts";
export type { After, CachedFile, Clock, Digest, FileCache, Signal, StopSign, Store, WatchOthers } from "./platform/platform.ts";
export { requireSignal, throwIfAborted, unlessAborted } from "./platform/abort.ts";
export { progressTally, type LoadProgress, type ProgressTally } from "./platform/load-progress.ts";
export { manifestPath, readManifest, type Manifest, type ManifestFile } from "./model/files/manifest.ts";
export { memorySource } from "./model/files/memory-source.ts";
export { modelName } from "./model/facts/model-name.ts";
export { modelFiles } from "./model/graphs/model-files.ts";
export { onceByKey } from "./model/files/once-by-key.ts";

export type { RemotePort } from "./remote/port.ts";
export type { HeldVectors } from "./held/held-vectors.ts";
export { cosineSimilarity } from "./vectors/similarity.ts";
export { type StoredVectors } from "./vectors/stored-vectors.ts";
