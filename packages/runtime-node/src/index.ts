export * from "@nestvec/core";

export { after, sha256 } from "./platform/node-platform.ts";
export { cacheFolder, cacheStore } from "./platform/cache-store.ts";
export { changedFiles } from "./files/changed-files.ts";
export { coreTime, othersShare, type CoreTime } from "./machine/core-time.ts";
export { directory } from "./files/directory.ts";
export { physicalCores } from "./machine/physical-cores.ts";
export type { PoolStats } from "./isolation/merged-stats.ts";
export type { ModelSettings } from "./isolation/worker-handle.ts";
export { ofPartlyCached, type HubPlace, type PullChoice, type PullRequest } from "./files/hub-model.ts";
export { modelPlace, type ModelPlace } from "./files/model-place.ts";
export { modelFolder, type FolderOptions } from "./open/model-folder.ts";
export { goldenProblem, readGoldenVectors, type GoldenVectors } from "./verify/golden-vectors.ts";
export { verifyModel, type Verification, type VerifiedPart, type VerifyOptions } from "./verify/verify-model.ts";
export { compiledTokenizerFile, type CompiledTokenizerFile } from "./open/compiled-tokenizer-file.ts";
export { loadModel, type LoadOptions, type ModelStats } from "./open/load-model.ts";
export { cpu, nodeRuntime, type NodeRuntimeOptions } from "./onnxruntime/node-runtime.ts";
export { platformReport, type PlatformReport } from "./onnxruntime/platform-report.ts";
