import { interquartileRange, linearRegression, median, quantile } from "simple-statistics";

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
 * How many times larger one arm's measurements are than another's: of the ratios round by round, since what slows a round down slows both its arms.
 * Both lists have one measurement a round.
 */
export function ratioOfRounds(numerators: readonly number[], denominators: readonly number[]): Summary {
  return summarize(numerators.map((numerator, round) => numerator / (denominators[round] ?? Number.NaN)));
}

/** How some sampled quantity went on towards the end. */
export interface Trend {
  /** The median of the last quarter of the samples over that of the third. */
  readonly lastOverThird: number;
  /** Growth from one sample to the next in the last quarter, by least squares. */
  readonly slope: number;
}

/** The trend of at least 8 samples in the order they were taken. */
export function trend(samples: readonly number[]): Trend {
  const half = Math.floor(samples.length / 2);
  const lastQuarter = Math.floor((3 * samples.length) / 4);
  const last = samples.slice(lastQuarter);
  return {
    lastOverThird: median(last) / median(samples.slice(half, lastQuarter)),
    slope: linearRegression(last.map((sample, place) => [place, sample])).m,
  };
}
