export { bench, type BenchOptions } from "./bench.ts";
export type { BenchResults, ModelResults } from "./results/bench-results.ts";
