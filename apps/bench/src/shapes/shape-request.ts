import type { ExecutionProvider } from "@nestvec/core";

/** What a process that embeds at fixed shapes is given as its argument. */
export interface ShapesTask {
  /** The model's folder. */
  readonly model: string;
  readonly threads: number;
  readonly seed: number;
  readonly provider: ExecutionProvider;
  /** Tokens of the longest text that it will be asked for. */
  readonly longest: number;
}

/** What it is asked: one batch, again and again. */
export interface ShapeRequest {
  readonly layer: number;
  readonly tokens: number;
  /** Texts in the batch. */
  readonly batch: number;
  /** How often, for the mean. */
  readonly runs: number;
  /** Runs before those that count. */
  readonly warmUps: number;
}

/** What it answers. */
export interface ShapeAnswer {
  /** Of one run, in the mean, from token ids to unit vectors. */
  readonly milliseconds: number;
  /** Whether all texts ran together: not so where their attention scores would not fit in memory. */
  readonly isOneBatch: boolean;
}
