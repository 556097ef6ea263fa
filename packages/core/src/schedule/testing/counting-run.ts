import type { SchedulerTools } from "../scheduler.ts";

/** One batch as it was run: its layer, what it gave, and the first id of every row, with how long the rows were. */
export interface SeenBatch {
  readonly layer: number;
  readonly perToken: boolean;
  readonly texts: readonly number[];
  readonly lengths: readonly number[];
}

/** A run whose vectors say what they were made of, `[first id, tokens, layer]`, that takes the time `pause` takes and notes every batch. */
export function countingRun(pause: () => Promise<void>): { readonly run: SchedulerTools["run"]; readonly seen: SeenBatch[] } {
  const seen: SeenBatch[] = [];
  return {
    seen,
    async run({ layer, perToken }, rows) {
      seen.push({ layer, perToken, texts: rows.map(({ ids }) => ids[0] ?? -1), lengths: rows.map(({ ids }) => ids.length) });
      await pause();
      return rows.map(({ ids }) => Float32Array.of(ids[0] ?? -1, ids.length, layer));
    },
  };
}
