/** How stored vectors are kept. */
export type StoredType = "float32" | "int8" | "binary";

/** One cut's worth on one data set. */
export interface QualityCell {
  /** The exit of the query, or of both where there is one. */
  readonly queryLayer: number;
  /** The exit of what is stored. */
  readonly storedLayer: number;
  readonly dimension: number;
  readonly stored: StoredType;
  /** In the unit of the table; higher is better. */
  readonly quality: number;
  /** Bytes of one stored vector. */
  readonly storedBytes: number;
}

/** One measure on one data set, for every cut. */
export interface QualityMeasure {
  /** As it stands in `quality.json`: `"stsb_test_spearman"`, `"banking77_nearest_accuracy"`, `"pairs_spearman"`, … */
  readonly name: string;
  /** A sentence: what was measured, and in which unit. */
  readonly what: string;
  readonly cells: readonly QualityCell[];
  /** Only some of the set's queries were asked: a quick look, which is not written to `quality.json`. */
  readonly sampled?: boolean;
}
