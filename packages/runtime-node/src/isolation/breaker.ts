/** Stops starting workers that only die. */
export interface Breaker {
  /** A worker died. `progress`: whether any run was finished since the death before. */
  died(progress: boolean): void;
  /** Milliseconds until a worker may be started again; undefined where one may be now. */
  pause(): number | undefined;
  /** Whether five died in a row. Until one of those after has finished something, only a single one should be started, as a trial. */
  onTrial(): boolean;
}

/** Deaths in a row, and the pause after them. */
const limits = { deaths: 5, pauseMilliseconds: 30_000 } as const;

/**
 * Opens after five deaths in a row with nothing finished between them. After a pause of 30 seconds one worker is started as a trial: when
 * it finishes a run all is well again, when it dies before that the next pause begins.
 */
export function breaker(clock: () => number): Breaker {
  let inARow = 0;
  let openUntil = Number.NEGATIVE_INFINITY;
  return {
    died(progress) {
      inARow = progress ? 1 : inARow + 1;
      if (inARow >= limits.deaths) openUntil = clock() + limits.pauseMilliseconds;
    },
    pause() {
      const left = openUntil - clock();
      return left > 0 ? left : undefined;
    },
    onTrial: () => inARow >= limits.deaths,
  };
}
