/** The measured quality of one cut. */
export interface QualityCell {
  readonly layer: number;
  readonly dimension: number;
  /** In the unit of the table that it stands in; higher is better. */
  readonly quality: number;
}

/** One measurement of every cut, such as a Spearman correlation on one data set. */
export interface QualityTable {
  readonly name: string;
  readonly cells: readonly QualityCell[];
}
