import { setTimeout as sleep } from "node:timers/promises";
import type { EngineStats } from "@nestvec/core";

/**
 * Coalesces calls: those within some milliseconds share one answer and get it together. Waking up for each of many refusals costs more CPU than the
 * refusals themselves, and a full server needs that time for the requests it accepted.
 */
export function coalesce<Answer>(milliseconds: number, ask: () => Promise<Answer>): () => Promise<Answer> {
  let shared: Promise<Answer> | undefined;
  const answer = async (): Promise<Answer> => {
    const [found] = await Promise.all([ask(), sleep(milliseconds).finally(() => (shared = undefined))]);
    return found;
  };
  return () => (shared ??= answer());
}

/** A model that reports its queue. */
interface Counted {
  stats(): Promise<EngineStats | undefined>;
}

/** Bounds of what a client is told to wait, and what it is told where nothing was measured. */
const pause = { least: 100, usual: 1000, most: 30_000 } as const;

/** Milliseconds until about half of the queue is done, from the recent throughput of the engines. */
export async function untilRoom(models: readonly Counted[]): Promise<number> {
  const all = await Promise.all(models.map((model) => model.stats().catch(() => undefined)));
  const drains = all.flatMap((stats) => {
    const { waitingTokens = 0, tokensPerMillisecond } = stats ?? {};
    return tokensPerMillisecond === undefined ? [] : [waitingTokens / tokensPerMillisecond];
  });
  if (drains.length === 0) return pause.usual;
  return Math.min(pause.most, Math.max(pause.least, Math.ceil(Math.max(...drains) / 2)));
}
