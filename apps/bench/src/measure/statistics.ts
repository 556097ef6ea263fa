import { interquartileRange, median, quantile } from "simple-statistics";

/** What some measurements of one thing come to. */
export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly least: number;
  readonly most: number;
  /** How far they lie apart: the distance between the quartiles as a part of the median. */
  readonly spread: number;
}

/**
 * Sums up measurements, of which there is at least one. Medians and quartiles, since a busy machine makes a few of them many times too large;
 * quantiles between two measurements are interpolated.
 */
export function summarize(samples: readonly number[]): Summary {
  const own = [...samples];
  return {
    count: own.length,
    median: median(own),
    p95: quantile(own, 0.95),
    least: Math.min(...own),
    most: Math.max(...own),
    spread: interquartileRange(own) / median(own),
  };
}

/**
 * How many times larger one variant's measurements are than another's: of the ratios round by round, since what slows a round down slows both its variants.
 * Both lists have one measurement a round.
 */
export function ratioOfRounds(numerators: readonly number[], denominators: readonly number[]): Summary {
  return summarize(numerators.map((numerator, round) => numerator / (denominators[round] ?? Number.NaN)));
}
