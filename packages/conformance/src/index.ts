export { embedderLaws } from "./laws/embedder-laws.ts";
export { sessionLaws, type SessionLawsOptions } from "./laws/session-laws.ts";
export { referenceModels } from "./reference-models.ts";
export { testEmbedders, testRuntime, type ReferenceModel, type RuntimeTestOptions } from "./test-runtime.ts";
