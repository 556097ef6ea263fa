/** What the rounds of one measurement come to: plain data, as it is written to the JSON file. */
export interface Figure {
  readonly median: number;
  readonly least: number;
  /** The distance between the quartiles as a part of the median. */
  readonly spread: number;
  readonly rounds: number;
}

/** Why a figure, or a whole part, is worth less than it looks. */
export interface Flag {
  /** The part of the bench that it is about: `"peak"`, `"latency"`, … */
  readonly part: string;
  readonly kind: "busy machine" | "wide spread" | "cut short" | "not run" | "other vectors";
  /** A sentence with the figures. */
  readonly detail: string;
}
