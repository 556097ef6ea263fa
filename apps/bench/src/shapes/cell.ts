/** One exit at one shape. */
export interface Cell {
  readonly layer: number;
  /** Of each text. */
  readonly tokens: number;
  /** Texts that run together. */
  readonly batch: number;
}

/** Milliseconds for all rounds of a cell on one provider: a slow one has fewer, and one that takes longer is run once. */
export const cellMilliseconds = 6000;

/** One provider's rounds of a cell. */
export interface CellRounds {
  readonly cell: Cell;
  /** The provider. */
  readonly provider: string;
  /** What a run takes, about, in milliseconds. */
  readonly expected: number;
  /** Of one run, round by round. */
  readonly milliseconds: number[];
}

/** A cell that a provider did not measure, and why, as a sentence. */
export interface LeftOut {
  readonly cell: Cell;
  readonly provider: string;
  readonly kind: "cut short" | "not run";
  readonly why: string;
}
