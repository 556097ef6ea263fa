import type { ModelResults } from "../../../results/bench-results.ts";

/** The length that was measured nearest to the one wished for, in ratio; undefined where there is none. */
export function nearestLength({ latency }: ModelResults, wished: number): number | undefined {
  const distance = (tokens: number): number => Math.abs(Math.log(tokens / wished));
  return latency.map(({ tokens }) => tokens).toSorted((left, right) => distance(left) - distance(right))[0];
}
