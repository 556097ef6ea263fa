import { Refusal } from "../refusal/refusal.ts";

/** Who may come in. */
export interface Admission {
  /** Requests under way. */
  readonly underWay: number;
  readonly isDraining: boolean;
  /** Lets a request in, and returns what is called when it has gone. @throws Refusal "overloaded", "not ready" */
  enter(): () => void;
  /** Lets nobody in any more. Resolves when the last request has gone. */
  drain(): Promise<void>;
}

/** What each request that ends leaves of the weight of those before, in the mean time between two. */
const memory = 0.9;

/** How long a client is told to stay away from a server that stops: until another has its place. */
const drainingRetryAfter = 5000;

/** Bounds the requests under way. What a refused one is told to wait comes from how fast requests are done. */
export function admission(limit: number): Admission {
  let underWay = 0;
  let isDraining = false;
  let lastLeft: number | undefined;
  let meanGap: number | undefined;
  let whenEmpty: (() => void) | undefined;

  function left(): void {
    underWay -= 1;
    const now = performance.now();
    if (lastLeft !== undefined) meanGap = meanGap === undefined ? now - lastLeft : memory * meanGap + (1 - memory) * (now - lastLeft);
    // Idle time is no time that a request took.
    lastLeft = underWay > 0 ? now : undefined;
    if (underWay === 0) whenEmpty?.();
  }

  return {
    get underWay() {
      return underWay;
    },
    get isDraining() {
      return isDraining;
    },
    enter() {
      if (isDraining) throw new Refusal("not ready", "The server is about to stop.", { retryAfterMilliseconds: drainingRetryAfter });
      if (underWay >= limit) {
        const wait = Math.max(1, Math.ceil(meanGap ?? 1000));
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
