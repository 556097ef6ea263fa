import { Refusal } from "../refusal/refusal.ts";

/** Who may come in. */
export interface Admission {
  /** Requests under way. */
  readonly underWay: number;
  readonly isDraining: boolean;
  /** Lets a request in, and resolves with what is called when it has gone. @throws Refusal "overloaded", "not ready" */
  enter(): Promise<() => void>;
  /** Lets nobody in any more. Resolves when the last request has gone. */
  drain(): Promise<void>;
}

/** How long a client is told to stay away from a server that stops: until another has its place. */
const drainingRetryAfter = 5000;

/** Bounds the requests under way. `retryAfter` gives the milliseconds that a refused one is told to wait, and may take its time. */
export function admission(limit: number, retryAfter: () => Promise<number>): Admission {
  let underWay = 0;
  let isDraining = false;
  let whenEmpty: (() => void) | undefined;

  function left(): void {
    underWay -= 1;
    if (underWay === 0) whenEmpty?.();
  }

  return {
    get underWay() {
      return underWay;
    },
    get isDraining() {
      return isDraining;
    },
    async enter() {
      if (isDraining) throw new Refusal("not ready", "The server is about to stop.", { retryAfterMilliseconds: drainingRetryAfter });
      if (underWay >= limit) {
        const wait = await retryAfter();
        throw new Refusal("overloaded", `${limit} requests are under way, which is the most. Try again in ${wait} ms.`, {
          retryAfterMilliseconds: wait,
        });
      }
      underWay += 1;
      let isIn = true;
      return () => {
        if (isIn) left();
        isIn = false;
      };
    },
    async drain() {
      isDraining = true;
      if (underWay > 0) await new Promise<void>((resolve) => (whenEmpty = resolve));
    },
  };
}
