import type { After, Clock } from "../../platform/platform.ts";

/** A clock that is set by hand, and timers that go by it. */
export interface VirtualTime {
  readonly clock: Clock;
  readonly after: After;
  /** Calls that are not due yet. */
  pending(): number;
  /** Lets time go by; what becomes due is called back in its order, and whatever follows from it is done before the next. */
  advance(milliseconds: number): Promise<void>;
}

/** @see VirtualTime */
export function virtualTime(): VirtualTime {
  let now = 0;
  let number = 0;
  const timers = new Map<number, { readonly at: number; readonly callback: () => void }>();
  return {
    clock: () => now,
    after(milliseconds, callback) {
      const timer = number++;
      timers.set(timer, { at: now + milliseconds, callback });
      return () => timers.delete(timer);
    },
    pending: () => timers.size,
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        await settled();
        const [next] = [...timers].toSorted(([left, a], [right, b]) => a.at - b.at || left - right);
        if (next === undefined || next[1].at > end) break;
        timers.delete(next[0]);
        now = next[1].at;
        next[1].callback();
      }
      now = end;
    },
  };
}

/** Lets everything run that waits for promises alone. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
