import type { EngineStats } from "./stats.ts";

/** A batch that is about to run. Plain data. */
export interface BatchBegin {
  /** Its number since the model was loaded: with `concurrentBatches`, several run at once. */
  readonly batch: number;
  readonly rows: number;
  /** Tokens of its longest row, which all are padded to. */
  readonly tokens: number;
  /** Milliseconds until none of its calls wants it any more; Infinity where one has no end. */
  readonly wantedMilliseconds: number;
}

/** A batch that ran. */
export interface BatchEnd {
  readonly batch: number;
  /** Whether it gave vectors. */
  readonly succeeded: boolean;
}

/** Observes every batch, for supervisors of the model's thread or process: a run blocks it and cannot be stopped. */
export interface BatchWatch {
  /** Before a batch runs, with the counts as they are then. */
  begin(batch: BatchBegin, stats: EngineStats): void;
  /** After it, however it ended, with the counts as they are then. */
  end(batch: BatchEnd, stats: EngineStats): void;
}
