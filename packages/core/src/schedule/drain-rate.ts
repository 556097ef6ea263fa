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
