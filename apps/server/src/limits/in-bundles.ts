import { setTimeout as sleep } from "node:timers/promises";

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
