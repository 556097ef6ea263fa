export { bench, type BenchOptions } from "./commands/bench.ts";
export type { BenchResults, ModelResults } from "./results/bench-results.ts";
