export { isError, messageOf } from "./any-error.ts";
export { NestvecError, type ErrorCode } from "./errors.ts";
export type { ErrorDetails } from "./error-details.ts";
export { requireOptions, type OptionNames } from "./option-names.ts";

export { openModel, type ModelOptions } from "./embedder/open-model.ts";
export type { ModelPlatform } from "./embedder/model-platform.ts";
export type {
  CutOptions,
  DecodeOptions,
  Embedder,
  Embeddings,
  EmbedOptions,
  EmbedTokensOptions,
  Lane,
  Match,
  Provenance,
  SearchOptions,
  SearchResult,
  Similarity,
  SimilarityOptions,
  TextInput,
  Timings,
  TokenEmbeddings,
  TokenizedText,
  TokenizeOptions,
  TokenizeTextsOptions,
  Truncate,
  WarmUpOptions,
} from "./embedder/embedder.ts";
export { promptOfRole, type TextRole } from "./embedder/prompt.ts";
export type { BatchBegin, BatchEnd, BatchWatch } from "./embedder/batch-watch.ts";
export type { EngineStats } from "./embedder/stats.ts";
export type { ScheduleOptions } from "./schedule/schedule-options.ts";
export type { ModelInfo, ExitInfo } from "./model/model-info.ts";
export { describeModel, type DescriptionOverrides } from "./model/describe-model.ts";
export type { ExitDescription, ModelDescription, Pooling, PoolingSource } from "./model/model-description.ts";
export type { CalibratedExit, Calibration } from "./plan/calibration.ts";
export type { Plan, PlanOptions } from "./plan/plan.ts";

export type {
  ExecutionProvider,
  ExecutionProviderModule,
  ExternalFile,
  FileSource,
  GraphValue,
  ModelFiles,
  Runtime,
  Session,
} from "./runtime.ts";
export type { IntegerTensor, Matrix, Tensor } from "./tensor.ts";
export type { After, Clock, Digest, Signal, Store } from "./platform.ts";
export { readManifest, type Manifest, type ManifestFile } from "./model/manifest.ts";
export { memorySource } from "./model/memory-source.ts";
export { modelFiles } from "./model/model-files.ts";
export { onceByKey } from "./model/once-by-key.ts";

export { cosineSimilarity } from "./vectors/similarity.ts";
export { type StoredVectors } from "./vectors/stored-vectors.ts";
