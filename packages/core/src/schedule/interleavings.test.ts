import fc from "fast-check";
import { expect, test } from "vitest";
import { anyBatch } from "./batch-shape.ts";
import { scheduleLimits } from "./schedule-options.ts";
import { scheduler, type SchedulerTools } from "./scheduler.ts";
import { workOf, type Call } from "./testing/calls.ts";
import { countingRun } from "./testing/counting-run.ts";

const idle = { queuedTexts: 0, waitingTokens: 0, runningTexts: 0 };

test("whatever the interleaving of arrivals, aborts, deadlines and runs: every promise is settled once and all counters return to zero", async () => {
  const plan = fc.array(
    fc.record({
      texts: fc.integer({ min: 1, max: 8 }),
      first: fc.nat({ max: 5 }),
      tokens: fc.integer({ min: 1, max: 300 }),
      layer: fc.constantFrom(1, 2),
      end: fc.constantFrom("abort", "deadline", "wait"),
    }),
    { minLength: 1, maxLength: 10 },
  );
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), plan, async (s, calls) => {
      let now = 0;
      let timers = 0;
      const opened: number[] = [];
      const { run } = countingRun(async () => {
        await s.schedule(Promise.resolve(), "run");
        now += 5;
      });
      const after: SchedulerTools["after"] = (milliseconds, callback) => {
        const at = now + milliseconds;
        let live = true;
        const end = (): boolean => live && ((timers -= 1), (live = false), true);
        timers += 1;
        // A timer with nothing else to wait for: time goes on to where it is due. Far ones stand for "never".
        if (milliseconds < 1000)
          void s.schedule(Promise.resolve(), `timer ${milliseconds}`).then(() => {
            if (!live) return;
            now = Math.max(now, at);
            if (end()) callback();
          });
        return () => void end();
      };
      const open: SchedulerTools["open"] = (layer) => (opened.push(layer), s.schedule(Promise.resolve(anyBatch), "open"));
      const queue = scheduler({ limits: scheduleLimits(), heads: 4, clock: () => now, after, open, run });
      const settled = calls.map(() => 0);
      const outcomes: Promise<string>[] = [];
      for (const [index, { texts, first, tokens, layer, end }] of calls.entries()) {
        void s.schedule(Promise.resolve(), `call ${index}`).then(() => {
          const stop = new AbortController();
          const list = Array.from({ length: texts }, (_, text) => [first + text, tokens] as const);
          const call: Call = { texts: list, layer, signal: stop.signal, ...(end === "deadline" ? { deadline: 20 } : {}) };
          const { work, got } = workOf(call, now);
          const done = queue.submit(work).then(
            () => (expect(got.size).toBe(texts), "done"),
            (error: { code: string }) => error.code,
          );
          outcomes.push(done.then((outcome) => ((settled[index]! += 1), outcome)));
          if (end === "abort") void s.schedule(Promise.resolve(), `abort ${index}`).then(() => stop.abort());
        });
      }
      await s.waitIdle();
      const codes = await Promise.all(outcomes);
      expect(settled).toEqual(calls.map(() => 1));
      expect(codes.every((code) => ["done", "ABORTED", "DEADLINE_EXCEEDED", "OVERLOADED"].includes(code))).toBe(true);
      expect(queue.stats()).toMatchObject(idle);
      expect(timers).toBe(0);
    }),
    { numRuns: 150 },
  );
});
