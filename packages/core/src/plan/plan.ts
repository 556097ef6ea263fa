/** What a cut must fulfil. */
export interface PlanOptions {
  /** In the units of the table, such as 80 for a Spearman correlation of 0.80 in a table of 100 times Spearman. */
  readonly minQuality?: number;
  /** Time of one text, as calibrated on this machine. Alone, it needs no table: without one, the deepest layer within it is chosen. */
  readonly maxMilliseconds?: number;
  /** Length of the text that the time is for, special tokens counted. Default 128, or the model's limit where that is less. */
  readonly tokens?: number;
  /** The table to read. Default: the first in the model's file. */
  readonly table?: string;
}

/** A chosen cut, with the figures that it was chosen by. */
export interface Plan {
  readonly layer: number;
  readonly dimension: number;
  /** What the table says of this cut; undefined where the model has none. */
  readonly quality: number | undefined;
  /** Which table. */
  readonly table: string | undefined;
  /** Estimated from the calibration for `tokens` tokens; undefined where time was not asked about and was never measured. */
  readonly milliseconds: number | undefined;
  readonly tokens: number;
  /** Bytes of a stored float32 vector. */
  readonly bytes: number;
  /** Where `milliseconds` were measured for this plan on a busy machine: a sentence that says so. */
  readonly busy?: string;
}
