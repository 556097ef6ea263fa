export { compileModel } from "./compile/compile-model.ts";
export type { CompiledModelReport, CompileOptions, CompileProgress } from "./compile/compile-options.ts";
export type { ComparedExit } from "./run/compare-published.ts";
export type { ExitDifference } from "./run/compare-vectors.ts";
export { compiledFamilies } from "./architecture/read-architecture.ts";
export type { ProductPlace } from "./architecture/linear-groups.ts";
export type { Nearness, QuantizationReport, QuantizedPlace } from "./quantize/quantization-report.ts";
export type { QuantizingRequest } from "./search/quantizing-options.ts";
