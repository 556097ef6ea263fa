export * from "@nestvec/core";

export { after } from "./after.ts";
export { cacheFolder, cacheStore } from "./cache-store.ts";
export { changedFiles } from "./changed-files.ts";
export { coreTime, othersShare, type CoreTime } from "./core-time.ts";
export { cpu } from "./cpu.ts";
export { directory } from "./directory.ts";
export { physicalCores } from "./isolation/physical-cores.ts";
export type { PoolStats } from "./isolation/merged-stats.ts";
export type { ModelSettings } from "./isolation/worker-handle.ts";
export { loadModel, type LoadOptions, type ModelStats } from "./load-model.ts";
export { nodeRuntime, type NodeRuntimeOptions } from "./node-runtime.ts";
export { platformReport, type PlatformReport } from "./platform-report.ts";
