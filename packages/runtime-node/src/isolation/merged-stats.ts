import type { EngineStats } from "@nestvec/core";

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
  cacheHits: 0,
  cacheMisses: 0,
  cacheBytes: 0,
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
      cacheHits: sum.cacheHits + one.cacheHits,
      cacheMisses: sum.cacheMisses + one.cacheMisses,
      cacheBytes: sum.cacheBytes + one.cacheBytes,
      openedExits: [...new Set([...sum.openedExits, ...one.openedExits])].toSorted((left, right) => left - right),
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

/** What a worker that is gone has done. What it held and what waited for it is gone, too. */
export function statsOfDead(stats: EngineStats): EngineStats {
  const { batches, batchedTexts, batchesByTexts, batchesByTokens, usefulTokens, paddedTokens, runMilliseconds, cacheHits, cacheMisses } =
    stats;
  const runs = { batches, batchedTexts, batchesByTexts, batchesByTokens, usefulTokens, paddedTokens, runMilliseconds };
  return { ...none, ...runs, cacheHits, cacheMisses };
}

/** Sums of what two have under a number: milliseconds of a layer, batches of a size. */
function summed(left: Readonly<Record<number, number>>, right: Readonly<Record<number, number>>): Record<number, number> {
  const sum: Record<number, number> = { ...left };
  for (const [key, value] of Object.entries(right)) sum[Number(key)] = (sum[Number(key)] ?? 0) + value;
  return sum;
}
