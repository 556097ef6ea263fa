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

/** What a model's own files say of its quality by cut. */
export interface QualityTables {
  /** What the numbers are, in words, where the file says it. */
  readonly what?: string;
  /** In the order of the file: the first is the one that plans go by where none is named. */
  readonly tables: readonly QualityTable[];
}
