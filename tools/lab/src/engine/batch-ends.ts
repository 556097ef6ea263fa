import { setTimeout as sleep } from "node:timers/promises";
import type { Embedder } from "@nestvec/core";

/** A moment at which batches had ended since the one before. */
interface BatchEnd {
  /** By `performance.now`. */
  readonly at: number;
  /** Batches until then, and milliseconds that they took, in all. */
  readonly batches: number;
  readonly milliseconds: number;
}

/** Watches the batches of an embedder go by. */
export interface BatchWatch {
  /** Milliseconds of the batch that was under way at some moment; NaN before the first that was seen whole, and after the last. */
  during(moment: number): number;
  /** Milliseconds of a batch, in the mean. */
  mean(): number;
  /** Ends watching. */
  stop(): Promise<void>;
}

/** Asks for the counts again and again: a worker answers between two batches. */
export function watchBatches({ stats }: Pick<Embedder, "stats">, layer: number): BatchWatch {
  const ends: BatchEnd[] = [];
  const state = { stopped: false };

  async function look(): Promise<void> {
    const { batches, runMilliseconds } = await stats();
    if (batches !== ends.at(-1)?.batches) ends.push({ at: performance.now(), batches, milliseconds: runMilliseconds[layer] ?? 0 });
  }
  const watching = (async () => {
    while (!state.stopped) {
      await look();
      await sleep(1);
    }
  })();

  return {
    during(moment) {
      const place = ends.findIndex(({ at }) => at > moment);
      return place < 1 ? Number.NaN : timeBetween(ends[place - 1], ends[place]);
    },
    mean: () => timeBetween(ends[0], ends.at(-1)),
    stop() {
      state.stopped = true;
      return watching;
    },
  };
}

function timeBetween(from: BatchEnd | undefined, to: BatchEnd | undefined): number {
  if (from === undefined || to === undefined) return Number.NaN;
  return (to.milliseconds - from.milliseconds) / (to.batches - from.batches);
}
