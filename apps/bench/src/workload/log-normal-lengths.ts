import { randomLogNormal } from "d3-random";

/** How long texts are, in tokens: log-normal, as the lengths of real texts are, given by two of its quantiles. */
export interface LengthMix {
  readonly median: number;
  /** The 95th percentile, before anything is cut. */
  readonly p95: number;
  /** Shorter ones are as long as this. */
  readonly least: number;
  /** Longer ones are cut to this. */
  readonly most: number;
}

/** What people type into a search box. */
export const queries = (most: number): LengthMix => ({ median: 9, p95: 24, least: 3, most });

/** Paragraphs, as documents are cut into for an index. */
export const chunks = (most: number): LengthMix => ({ median: 180, p95: 420, least: 3, most });

/** Queries, paragraphs and documents as a router gets them. */
export const mixed = (most: number): LengthMix => ({ median: 28, p95: 838, least: 3, most });

/** Mostly short, so that thousands of calls are done in minutes, with all lengths up to the cut among them. */
export const mostlyShort = (most: number): LengthMix => ({ median: 12, p95: 160, least: 3, most });

/** The 95th percentile of the standard normal distribution. */
const normal95 = 1.644853626951472;

/** Lengths of `count` texts in the order of their arrival. The same random source in the same state gives the same lengths. */
export function logNormalLengths(count: number, { median, p95, least, most }: LengthMix, random: () => number): readonly number[] {
  const draw = randomLogNormal.source(random)(Math.log(median), Math.log(p95 / median) / normal95);
  return Array.from({ length: count }, () => Math.min(most, Math.max(least, Math.round(draw()))));
}
