export { embedderLaws } from "./laws/embedder-laws.ts";
export { keptEmbedders, type KeptEmbedders } from "./laws/kept-embedders.ts";
export type { LawsEffort } from "./laws/laws-effort.ts";
export { sessionLaws, type SessionLawsOptions } from "./laws/session-laws.ts";
export { meanOfRowsEngine } from "./engines/mean-of-rows-engine.ts";
export { referenceModels } from "./reference-models.ts";
export { testEmbedders, testRuntime, type EmbedderTestOptions, type ReferenceModel, type RuntimeTestOptions } from "./laws/test-runtime.ts";
