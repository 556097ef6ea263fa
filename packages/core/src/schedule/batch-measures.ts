import type { EngineStats } from "../engine/stats.ts";

/** What a scheduler says of the batches that ran. */
export type BatchCounts = Pick<
  EngineStats,
  "batches" | "batchedTexts" | "batchesByTexts" | "batchesByTokens" | "usefulTokens" | "paddedTokens" | "runMilliseconds"
>;

/** Counts batches since the model was loaded. */
export interface BatchCounter {
  /** A batch of such rows was run in so many milliseconds, for which so many rows and tokens were computed. */
  record(
    layer: number,
    rows: readonly Int32Array[],
    computed: { readonly rows: number; readonly tokens: number },
    milliseconds: number,
  ): void;
  counts(): BatchCounts;
}

/** @see BatchCounter */
export function batchCounter(): BatchCounter {
  const sums = { batches: 0, batchedTexts: 0, usefulTokens: 0, paddedTokens: 0 };
  const batchesByTexts: Record<number, number> = {};
  const batchesByTokens: Record<number, number> = {};
  const runMilliseconds: Record<number, number> = {};
  return {
    record(layer, rows, computed, milliseconds) {
      const tokens = rows.reduce((sum, { length }) => sum + length, 0);
      sums.batches += 1;
      sums.batchedTexts += rows.length;
      sums.usefulTokens += tokens;
      sums.paddedTokens += computed.rows * computed.tokens;
      add(batchesByTexts, powerOver(rows.length), 1);
      add(batchesByTokens, powerOver(tokens), 1);
      add(runMilliseconds, layer, milliseconds);
    },
    counts: () => ({
      ...sums,
      batchesByTexts: { ...batchesByTexts },
      batchesByTokens: { ...batchesByTokens },
      runMilliseconds: { ...runMilliseconds },
    }),
  };
}

/** Tokens of the longest row. */
export const longestOf = (rows: readonly Int32Array[]): number => rows.reduce((longest, { length }) => Math.max(longest, length), 0);

/** The least power of two that is not less. */
const powerOver = (size: number): number => (size <= 1 ? 1 : 2 ** (32 - Math.clz32(size - 1)));

const add = (counts: Record<number, number>, key: number, value: number): void => void (counts[key] = (counts[key] ?? 0) + value);

/** A batch that gave vectors. */
export interface DoneBatch {
  readonly tokens: number;
  readonly milliseconds: number;
  /** Whether more was waiting behind it. */
  readonly isLoaded: boolean;
}

/** How fast work is done while more of it waits: the one estimate of throughput. Work that fails leaves no trace in it. */
export interface DrainRate {
  record(batch: DoneBatch): void;
  /** Undefined until two batches were measured. */
  readonly tokensPerMillisecond: number | undefined;
}

/** Batches that the rate is measured over. */
const kept = 10;

/**
 * @see DrainRate. The slowest of the batches does not count: the first of a graph is slow, and a machine that slept or a clock that jumped makes
 * one batch seem endless. A batch with nothing behind it counts only where it was faster than the rate: a short text alone says little of a full
 * queue, but a rate that is too low would have calls refused, so that nothing could ever wait behind another.
 */
export function drainRate(): DrainRate {
  let batches: readonly DoneBatch[] = [];
  let rate: number | undefined;
  return {
    record(batch) {
      const { tokens, milliseconds, isLoaded } = batch;
      const isFaster = rate !== undefined && tokens > rate * milliseconds;
      if (!(milliseconds > 0) || !(isLoaded || isFaster)) return;
      batches = [...batches, batch].slice(-kept);
      rate = rateOf(batches);
    },
    get tokensPerMillisecond() {
      return rate;
    },
  };
}

function rateOf(batches: readonly DoneBatch[]): number | undefined {
  if (batches.length < 2) return undefined;
  const slowest = batches.reduce((left, right) => (left.tokens * right.milliseconds <= right.tokens * left.milliseconds ? left : right));
  let tokens = 0;
  let milliseconds = 0;
  for (const batch of batches) {
    if (batch === slowest) continue;
    tokens += batch.tokens;
    milliseconds += batch.milliseconds;
  }
  return tokens / milliseconds;
}
