import type { ModelResults } from "../../results/bench-results.ts";

/** Tokens of a text at which quality is held against latency: a paragraph. */
export const usualTokens = 128;

/** The length that was measured nearest to the one asked for, in ratio; undefined where there is none. */
export function nearestLength({ latency }: Pick<ModelResults, "latency">, wanted: number): number | undefined {
  const distance = (tokens: number): number => Math.abs(Math.log(tokens / wanted));
  return latency.map(({ tokens }) => tokens).toSorted((left, right) => distance(left) - distance(right))[0];
}
