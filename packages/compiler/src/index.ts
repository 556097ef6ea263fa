export { compileModel, type CompiledModelReport, type CompileOptions, type CompileProgress } from "./compile/compile-model.ts";
export type { ComparedExit } from "./run/compare-published.ts";
export type { ExitDifference } from "./run/compare-vectors.ts";
export { compiledFamilies } from "./architecture/read-architecture.ts";
