import type { Work } from "../schedule/work.ts";
import type { EngineStats } from "./stats.ts";

/** The rows of one call, in the caller's order. `take` gets each row's full vector, or those of all its tokens, which it must not keep. */
export interface EngineWork extends Omit<Work, "texts"> {
  readonly rows: readonly { readonly ids: Int32Array }[];
  /** Computed in any case, past the cache. Default false. */
  readonly fresh?: boolean;
}

/** From token ids to full vectors, whatever else is asked for at the same time. */
export interface Engine {
  /**
   * Hands over the vector of every row. Resolves with the provider that ran, or null where the cache had everything.
   * @throws NestvecError TEXT_OVER_BUDGET, OVERLOADED, DEADLINE_EXCEEDED, ABORTED, OUTPUT_NOT_FINITE, those of opening an exit and of `vectorsOf`
   */
  compute(work: EngineWork): Promise<string | null>;
  stats(): EngineStats;
  /** Tokens of the longest text that the budgets allow. */
  readonly longestText: number;
  /** Bytes that the token vectors of a call may have. */
  readonly tokenVectorBytes: number;
}
