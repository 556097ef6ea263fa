/** How fast work is done, measured over about the last ten batches. */
export interface DrainRate {
  /** Notes what was done in some time. */
  record(tokens: number, milliseconds: number): void;
  /** Milliseconds that so many tokens will take; a second where nothing was measured yet. A whole number, at least 1. */
  millisecondsFor(tokens: number): number;
}

/** What each new batch leaves of the weight of those before. */
const memory = 0.9;

/** @see DrainRate */
export function drainRate(): DrainRate {
  let tokensDone = 0;
  let timeTaken = 0;
  return {
    record(tokens, milliseconds) {
      tokensDone = tokensDone * memory + tokens;
      timeTaken = timeTaken * memory + milliseconds;
    },
    millisecondsFor: (tokens) => (tokensDone === 0 ? 1000 : Math.max(1, Math.ceil((tokens * timeTaken) / tokensDone))),
  };
}
