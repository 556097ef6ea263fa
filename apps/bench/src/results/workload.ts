import type { Figure } from "./figure.ts";

/** One way of embedding a workload's texts, in a process of its own. */
export interface VariantResult {
  readonly name: string;
  /** What it is made of, with versions: `"onnxruntime-node 1.30.0"`. */
  readonly versions: readonly string[];
  /** What a reader of its figures must know of it, in sentences. */
  readonly note?: string;
  readonly seconds: Figure;
  readonly textsPerSecond: number;
  /** Tokens of the texts, padding not counted, a second. */
  readonly tokensPerSecond: number;
  /** Seconds that all cores gave to the variant in a round, in the median. */
  readonly cpuSeconds: number;
  /** The most that was ever resident, in MB of 10^6 bytes; undefined where the system does not tell. */
  readonly peakMegabytes?: number;
  /** Our seconds are 1: how many times as long the variant takes, of the rounds' own ratios. */
  readonly timesOurs: Figure;
  /** The largest difference of any number of its unit vectors to ours; undefined where it gives other vectors by design. */
  readonly largestDifference?: number;
}

/** Some texts, embedded by several variants that took turns. */
export interface WorkloadResult {
  /** `"queries"`, `"chunks"`, `"mixed"`, or the file of the user's own. */
  readonly name: string;
  readonly texts: number;
  /** Of all texts together, special tokens counted, after the cut. */
  readonly tokens: number;
  readonly medianTokens: number;
  readonly p95Tokens: number;
  /** Tokens that texts were cut to. */
  readonly cut: number;
  readonly layer: number;
  readonly variants: readonly VariantResult[];
}
