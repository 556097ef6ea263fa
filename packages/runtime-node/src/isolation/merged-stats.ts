import type { EngineStats } from "@nestvec/core";

/** The counts of nothing done. */
const none: EngineStats = {
  queuedTexts: 0,
  waitingTokens: 0,
  runningTexts: 0,
  batches: 0,
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
      usefulTokens: sum.usefulTokens + one.usefulTokens,
      paddedTokens: sum.paddedTokens + one.paddedTokens,
      runMilliseconds: summed(sum.runMilliseconds, one.runMilliseconds),
      cacheHits: sum.cacheHits + one.cacheHits,
      cacheMisses: sum.cacheMisses + one.cacheMisses,
      cacheBytes: sum.cacheBytes + one.cacheBytes,
      openedExits: [...new Set([...sum.openedExits, ...one.openedExits])].toSorted((left, right) => left - right),
      residentBytes: (sum.residentBytes ?? 0) + (one.residentBytes ?? 0),
    }),
    none,
  );
}

/** What a worker that is gone has done. What it held and what waited for it is gone, too. */
export function statsOfDead({ batches, usefulTokens, paddedTokens, runMilliseconds, cacheHits, cacheMisses }: EngineStats): EngineStats {
  return { ...none, batches, usefulTokens, paddedTokens, runMilliseconds, cacheHits, cacheMisses };
}

function summed(left: EngineStats["runMilliseconds"], right: EngineStats["runMilliseconds"]): Record<number, number> {
  const sum: Record<number, number> = { ...left };
  for (const [layer, milliseconds] of Object.entries(right)) sum[Number(layer)] = (sum[Number(layer)] ?? 0) + milliseconds;
  return sum;
}
