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
