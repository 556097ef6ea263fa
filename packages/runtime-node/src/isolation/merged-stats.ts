import type { EngineStats } from "@nestvec/core";

/** The counts of a pool of workers: what its engines have done, and what became of them. */
export interface PoolStats extends EngineStats {
  /** Workers that live. */
  readonly workers: number;
  /** Times that one was started anew. */
  readonly restarts: number;
  /** Whether a text of over 2,048 tokens is with the only worker, so that every call waits for it. */
  readonly heldByLongText: boolean;
}

/** The counts of nothing done. */
const none: EngineStats = {
  queuedTexts: 0,
  waitingTokens: 0,
  runningTexts: 0,
  batches: 0,
  batchedTexts: 0,
  batchesByTexts: {},
  batchesByTokens: {},
  usefulTokens: 0,
  paddedTokens: 0,
  runMilliseconds: {},
  openedExits: [],
  residentBytes: 0,
};

/** Counts of several workers as one. */
export function mergedStats(stats: readonly EngineStats[]): EngineStats {
  return stats.reduce(
    (sum, one) => ({
      queuedTexts: sum.queuedTexts + one.queuedTexts,
      waitingTokens: sum.waitingTokens + one.waitingTokens,
      runningTexts: sum.runningTexts + one.runningTexts,
      batches: sum.batches + one.batches,
      batchedTexts: sum.batchedTexts + one.batchedTexts,
      batchesByTexts: summed(sum.batchesByTexts, one.batchesByTexts),
      batchesByTokens: summed(sum.batchesByTokens, one.batchesByTokens),
      usefulTokens: sum.usefulTokens + one.usefulTokens,
      paddedTokens: sum.paddedTokens + one.paddedTokens,
      runMilliseconds: summed(sum.runMilliseconds, one.runMilliseconds),
      ...speedOf(sum, one),
      openedExits: [...new Set([...sum.openedExits, ...one.openedExits])].toSorted((left, right) => left - right),
      ...statesOf(sum, one),
      residentBytes: (sum.residentBytes ?? 0) + (one.residentBytes ?? 0),
    }),
    none,
  );
}

/** Together they do what each does. One that has measured nothing adds nothing. */
function speedOf(...workers: readonly EngineStats[]): Pick<EngineStats, "tokensPerMillisecond"> {
  const known = workers.flatMap(({ tokensPerMillisecond: speed }) => (speed === undefined ? [] : [speed]));
  return known.length === 0 ? {} : { tokensPerMillisecond: known.reduce((sum, speed) => sum + speed) };
}

/** Where none keeps states, nothing is said of them. */
function statesOf(...workers: readonly EngineStats[]): Pick<EngineStats, "stateBytes"> {
  const known = workers.flatMap(({ stateBytes }) => (stateBytes === undefined ? [] : [stateBytes]));
  return known.length === 0 ? {} : { stateBytes: known.reduce((sum, bytes) => sum + bytes) };
}

/** What a worker that is gone has done. What it held and what waited for it is gone, too. */
export function statsOfDead(stats: EngineStats): EngineStats {
  const { batches, batchedTexts, batchesByTexts, batchesByTokens, usefulTokens, paddedTokens, runMilliseconds } = stats;
  return { ...none, batches, batchedTexts, batchesByTexts, batchesByTokens, usefulTokens, paddedTokens, runMilliseconds };
}

/** Sums of what two have under a number: milliseconds of a layer, batches of a size. */
function summed(left: Readonly<Record<number, number>>, right: Readonly<Record<number, number>>): Record<number, number> {
  const sum: Record<number, number> = { ...left };
  for (const [key, value] of Object.entries(right)) sum[Number(key)] = (sum[Number(key)] ?? 0) + value;
  return sum;
}
