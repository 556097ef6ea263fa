import type { Figure } from "../results/figure.ts";
import { summarize } from "./statistics.ts";

/** What the rounds of a measurement come to, of which there is at least one. */
export function figureOf(samples: readonly number[]): Figure {
  const { median, least, spread, count } = summarize(samples);
  return { median, least, spread, rounds: count };
}
