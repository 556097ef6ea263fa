/** Milliseconds of one text by exit and length, as measured on one machine. */
export interface Calibration {
  /** The model's identity. */
  readonly model: string;
  /** The runtime, its settings and the machine, as one line. */
  readonly machine: string;
  readonly exits: readonly CalibratedExit[];
  /** Whether it was kept for later runs, and why not. */
  readonly kept: boolean;
  readonly notKeptReason?: string;
  /** Where others used the machine meanwhile: a sentence that says so. The times are longer than on a quiet machine, and are not kept. */
  readonly busy?: string;
}

/** Times of one exit: `milliseconds[i]` is the median for one text of `tokens[i]` tokens. */
export interface CalibratedExit {
  readonly layer: number;
  readonly tokens: readonly number[];
  readonly milliseconds: readonly number[];
}
