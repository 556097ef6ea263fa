import type { Matrix, TokenBatch } from "../runtime/tensor.ts";
import type { TextState } from "../schedule/task-table.ts";

/** What is computed of a batch in one pass through the stages of a model. */
export interface StagedRun {
  /** The layers whose vectors are wanted, shallowest first. */
  readonly layers: readonly number[];
  readonly perToken: boolean;
  /** What each row goes on from, all of one layer; empty: from the token ids. */
  readonly states: readonly TextState[];
  /** Whether the state of a row at the deepest layer is wanted. */
  wantsState(row: number): boolean;
  keep(row: number, state: TextState): void;
  /** Is waited for between two stages; what it throws ends the run. */
  betweenStages(): Promise<void>;
}

/** The part of an encoder that computes stage by stage. */
export interface EncoderStages {
  /** Vectors as `Encoder.encode` gives them, for each layer. @throws NestvecError as it */
  run(batch: TokenBatch, run: StagedRun): Promise<readonly Matrix[]>;
}
