import type { Lane } from "@nestvec/core";
import { Refusal } from "../refusal/refusal.ts";

/** The work that a model has accepted and not done. */
export interface Backlog {
  /**
   * Takes on work of about so many tokens that is of use for so many milliseconds, and returns what is called when it has ended. Work that would
   * not be done in time is turned down at once: taken on, it would keep others from being done in time, and be thrown away.
   * @throws Refusal "overloaded"
   */
  enter(lane: Lane, tokens: number, patience: number): (isDone: boolean) => void;
}

/** What each end of work leaves of the weight of those before, in how fast work is done. */
const memory = 0.95;

/** The part of its time that work may be expected to wait: the rest is for being run, and for a rate that falls by as much again. */
const waitingPart = 0.5;

/**
 * @see Backlog. `clock` gives milliseconds. `fullBatch`: tokens from which on a run is worth what it costs. How fast work is done is only learned
 * from what came while there was as much: a short query alone takes a run of its own, and says nothing of a server that is full.
 */
export function backlog(clock: () => number, fullBatch: number): Backlog {
  const waiting: Record<Lane, number> = { interactive: 0, bulk: 0 };
  let doneTokens = 0;
  let doneMilliseconds = 0;
  let busySince = 0;

  /** Milliseconds until work of a lane would begin: bulk work lets all that is interactive go first. */
  function expectedWait(lane: Lane): number {
    const before = lane === "bulk" ? waiting.interactive + waiting.bulk : waiting.interactive;
    return doneTokens === 0 ? 0 : (before * doneMilliseconds) / doneTokens;
  }

  return {
    enter(lane, tokens, patience) {
      const wait = expectedWait(lane);
      const most = patience * waitingPart;
      // A lane with nothing in it takes anything: to wait would not make it emptier, and only work shows how fast work is done.
      if (waiting[lane] > 0 && wait > most) {
        const retryAfterMilliseconds = Math.max(1, Math.ceil(wait - most));
        const message = `What was accepted before will take about ${Math.ceil(wait)} ms, too long for this request. Try again in ${retryAfterMilliseconds} ms.`;
        throw new Refusal("overloaded", message, { retryAfterMilliseconds });
      }
      if (waiting.interactive + waiting.bulk === 0) busySince = clock();
      waiting[lane] += tokens;
      const tells = waiting.interactive + waiting.bulk >= fullBatch;
      return (isDone) => {
        const now = clock();
        waiting[lane] -= tokens;
        if (tells) {
          doneTokens = doneTokens * memory + (isDone ? tokens : 0);
          doneMilliseconds = doneMilliseconds * memory + (now - busySince);
        }
        busySince = now;
      };
    },
  };
}
