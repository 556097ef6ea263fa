import { linearRegression, median } from "simple-statistics";

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
