import { setTimeout as sleep } from "node:timers/promises";
import type { EngineStats } from "@nestvec/core";

/**
 * One answer for all who ask within some milliseconds, given to them together. To wake up for each of many refusals takes more of the processors' time
 * than the refusals do: a server that is full refuses in bundles, and has more of it left for what it accepted.
 */
export function inBundles<Answer>(milliseconds: number, ask: () => Promise<Answer>): () => Promise<Answer> {
  let bundle: Promise<Answer> | undefined;
  const answer = async (): Promise<Answer> => {
    const [found] = await Promise.all([ask(), sleep(milliseconds).finally(() => (bundle = undefined))]);
    return found;
  };
  return () => (bundle ??= answer());
}

/** A model that says what waits for it. */
interface Counted {
  stats(): Promise<EngineStats | undefined>;
}

/** Bounds of what a client is told to wait, and what it is told where nothing was measured. */
const pause = { least: 100, usual: 1000, most: 30_000 } as const;

/** Milliseconds until about half of what waits is done, by how fast the engines were lately. */
export async function untilRoom(models: readonly Counted[]): Promise<number> {
  const all = await Promise.all(models.map((model) => model.stats().catch(() => undefined)));
  const drains = all.flatMap((stats) => {
    const { waitingTokens = 0, tokensPerMillisecond } = stats ?? {};
    return tokensPerMillisecond === undefined ? [] : [waitingTokens / tokensPerMillisecond];
  });
  if (drains.length === 0) return pause.usual;
  return Math.min(pause.most, Math.max(pause.least, Math.ceil(Math.max(...drains) / 2)));
}
