import fc from "fast-check";
import { expect, test } from "vitest";
import { anyBatch } from "./batch-shape.ts";
import { scheduleLimits, type ScheduleOptions } from "./schedule-options.ts";
import { scheduler, type SchedulerTools } from "./scheduler.ts";
import { manyTexts, oneText, workOf, type Call } from "./testing/calls.ts";
import { countingRun } from "./testing/counting-run.ts";
import { virtualTime } from "./testing/virtual-time.ts";

/** Every batch takes so long. */
const batchTime = 100;

function engine(options: ScheduleOptions = {}, tools: Partial<SchedulerTools> = {}) {
  const time = virtualTime();
  const { run, seen } = countingRun(() => new Promise((resolve) => time.after(batchTime, resolve)));
  const { clock, after } = time;
  const queue = scheduler({ limits: scheduleLimits(options), heads: 4, clock, after, open: async () => anyBatch, run, ...tools });
  return { time, seen, queue };
}

const idle = { queuedTexts: 0, waitingTokens: 0, runningTexts: 0 };

test("every call gets all its vectors, whatever arrives when; what several want is computed once", async () => {
  const text = fc.tuple(fc.nat({ max: 30 }), fc.integer({ min: 1, max: 40 }));
  const call = fc.record(
    {
      texts: fc.uniqueArray(text, { minLength: 1, maxLength: 30, selector: ([id, tokens]) => `${id} ${tokens}` }),
      layer: fc.constantFrom(1, 2),
      lane: fc.constantFrom("interactive", "bulk"),
    },
    { requiredKeys: ["texts"] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(call, fc.nat({ max: 150 })), { maxLength: 12 }), async (arrivals) => {
      const { time, seen, queue } = engine();
      const calls: { readonly call: Call; readonly done: Promise<void>; readonly got: Map<number, number[]> }[] = [];
      for (const [next, wait] of arrivals) {
        const { work, got } = workOf(next as Call, time.clock());
        calls.push({ call: next as Call, done: queue.submit(work), got });
        await time.advance(wait);
      }
      await time.advance(1e5);
      for (const {
        call: { texts, layer = 1 },
        done,
        got,
      } of calls) {
        await done;
        expect([...got.keys()].toSorted((a, b) => a - b)).toEqual([...texts.keys()]);
        for (const [index, [id, tokens]] of texts.entries()) expect(got.get(index)).toEqual([id, tokens, layer]);
      }
      expect(queue.stats()).toMatchObject(idle);
      expect(time.pending()).toBe(0);
      // What came while the same text waited or ran was not computed again: all at once means once each.
      if (arrivals.every(([, wait]) => wait === 0)) {
        const wanted = new Set(arrivals.flatMap(([{ texts, layer = 1 }]) => texts.map((pair) => `${layer} ${pair.join(" ")}`)));
        expect(seen.reduce((sum, { texts }) => sum + texts.length, 0)).toBe(wanted.size);
      }
    }),
    { numRuns: 60 },
  );
});

test("a query that comes during a bulk job is in the next batch, and takes no more of it along than costs nothing", async () => {
  const { time, seen, queue } = engine();
  const bulk = queue.submit(workOf(manyTexts(10_000, 16)).work);
  await time.advance(2.5 * batchTime);
  const query = queue.submit(workOf(oneText(-5, 16), time.clock()).work).then(() => time.clock());
  await time.advance(3 * batchTime);
  expect(await query).toBe(4 * batchTime);
  expect(seen[3]).toMatchObject({ texts: expect.arrayContaining([-5]), lengths: [16, 16, 16, 16] });
  expect(queue.stats().queuedTexts).toBeGreaterThan(9000);
  await time.advance(1e6);
  await bulk;
});

test("bulk work gets a batch after four interactive ones, so that neither lane starves", async () => {
  const { time, seen, queue } = engine({ fillTokens: 0 });
  const bulk = queue.submit(workOf({ ...manyTexts(20, 500), layer: 2 }).work);
  const queries = Array.from({ length: 40 }, (_, id) => queue.submit(workOf(oneText(id, 300)).work));
  await time.advance(1e6);
  await Promise.all([bulk, ...queries]);
  const layers = seen.map(({ layer }) => layer).join("");
  expect(layers.slice(0, 50)).toBe("11112".repeat(10));
});

test("within a lane the oldest deadline goes first, and patience is not punished", async () => {
  const { time, seen, queue } = engine();
  const calls: Call[] = [oneText(1, 500), { ...oneText(2, 500), deadline: Infinity }, { ...oneText(3, 500), deadline: 5000 }];
  const done = calls.map((call) => queue.submit(workOf(call).work));
  await time.advance(1e6);
  await Promise.all(done);
  expect(seen.map(({ texts }) => texts[0])).toEqual([3, 1, 2]);
});

test("a bulk request is overtaken by younger ones only until it is the oldest due", async () => {
  const { time, queue } = engine({ deadlineMillisecondsPerToken: 1 });
  const { work } = workOf({ ...manyTexts(3, 500), lane: "bulk" });
  const patient = queue.submit(work).then(() => time.clock());
  const others: Promise<void>[] = [];
  for (let id = 100; time.clock() < 64_000; id++) {
    others.push(queue.submit(workOf({ ...oneText(id, 400), lane: "bulk", deadline: 1e9 }, time.clock()).work));
    await time.advance(batchTime);
  }
  // Due at 61,500; those due before it came before 1,100.
  expect(await patient).toBeLessThan(62_000);
  await time.advance(1e6);
  await Promise.all(others);
});

test("work that waits is dropped at once by its signal and its deadline, work that runs is not used", async () => {
  const { time, seen, queue } = engine();
  const stop = new AbortController();
  const reason = new Error("enough");
  const running = workOf({ ...manyTexts(100, 100), signal: stop.signal });
  const first = queue.submit(running.work).catch((error: unknown) => error);
  await time.advance(batchTime / 2);
  const failed = (error: { code: string }): unknown => [time.clock(), error.code];
  const waits = queue.submit(workOf({ ...oneText(7, 700), deadline: 30 }, time.clock()).work).catch(failed);
  const runs = queue.submit(workOf({ ...oneText(8, 600), deadline: 100 }, time.clock()).work).catch(failed);
  stop.abort(reason);
  expect(await first).toMatchObject({ code: "ABORTED", cause: reason });
  expect(queue.stats()).toMatchObject({ queuedTexts: 2, waitingTokens: 1300, runningTexts: 5 });
  await time.advance(1000);
  expect(running.got.size).toBe(0);
  expect(await waits).toEqual([80, "DEADLINE_EXCEEDED"]);
  expect(await runs).toEqual([150, "DEADLINE_EXCEEDED"]);
  expect(seen.map(({ lengths }) => lengths[0])).toEqual([100, 600]);
  expect(queue.stats()).toMatchObject(idle);
  await expect(queue.submit(workOf({ ...oneText(1, 1), signal: stop.signal }).work)).rejects.toMatchObject({ code: "ABORTED" });
});

test("default deadlines grow with the tokens of a call and of what waits", async () => {
  const { time, queue } = engine({ deadlineMilliseconds: 100, deadlineMillisecondsPerToken: 1 }, { open: () => new Promise(() => {}) });
  const deadlines = [100, 50].map((tokens) => queue.submit(workOf(oneText(tokens, tokens)).work).catch((error: unknown) => error));
  await time.advance(10_000);
  for (const [index, milliseconds] of [200, 250].entries())
    expect(await deadlines[index]).toMatchObject({ code: "DEADLINE_EXCEEDED", details: { deadlineMilliseconds: milliseconds } });
});

test("a full lane is refused with the time that draining takes, as measured; the other lane goes on", async () => {
  const { time, queue } = engine({ queueTexts: 10, queueTokens: 1000 });
  const first = queue.submit(workOf({ ...manyTexts(4, 500), lane: "bulk" }).work);
  await time.advance(5 * batchTime);
  // 5 tokens a millisecond.
  await first;
  const large = queue.submit(workOf({ ...manyTexts(20, 100), lane: "bulk" }, time.clock()).work);
  const refused = await queue.submit(workOf({ ...oneText(99, 100), lane: "bulk" }, time.clock()).work).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "OVERLOADED",
    // 2,000 + 100 - 1,000 tokens are too many, as are 20 + 1 - 10 texts of 100 tokens.
    details: { waitingTexts: 20, waitingTokens: 2000, limit: { texts: 10, tokens: 1000 }, retryAfterMilliseconds: 220 },
  });
  const query = queue.submit(workOf(oneText(-1, 16), time.clock()).work);
  await time.advance(1e5);
  await Promise.all([large, query]);
});

test("what fails fails for those who wanted it, and nobody else", async () => {
  const failure = new Error("no memory");
  const time = virtualTime();
  const run: SchedulerTools["run"] = async ({ layer }, rows) => {
    if (layer === 2) throw failure;
    return rows.map(({ ids }) => (ids[0] === 13 ? (index) => new Error(`text ${index}`) : Float32Array.of(1)));
  };
  const open: SchedulerTools["open"] = async (layer) => {
    if (layer === 3) throw failure;
    return anyBatch;
  };
  const queue = scheduler({ limits: scheduleLimits(), heads: 4, clock: time.clock, after: time.after, open, run });
  const outcomes = [
    oneText(1, 5),
    {
      texts: [
        [2, 5],
        [13, 5],
      ] as const,
    },
    { ...oneText(1, 5), layer: 2 },
    { ...oneText(1, 5), layer: 3 },
  ].map((call) =>
    queue.submit(workOf(call).work).then(
      () => "done",
      (error: unknown) => error,
    ),
  );
  await time.advance(1000);
  expect(await Promise.all(outcomes)).toEqual(["done", new Error("text 1"), failure, failure]);
  expect(queue.stats()).toMatchObject(idle);
  expect(time.pending()).toBe(0);
});

test("several batches run at once where that is asked for, and never more", async () => {
  const { time, seen, queue } = engine({ concurrentBatches: 3 });
  const done = queue.submit(workOf(manyTexts(10, 500)).work);
  await time.advance(batchTime / 2);
  expect(seen).toHaveLength(3);
  await time.advance(1e4);
  await done;
});

test("a text that is wanted whole and by its tokens is run for each, never in one batch", async () => {
  const { time, seen, queue } = engine();
  const calls = [false, true, false, true].map((perToken) => queue.submit(workOf({ ...manyTexts(3, 20), perToken }).work));
  await time.advance(1e4);
  await Promise.all(calls);
  expect(seen.map(({ perToken, texts }) => [perToken, texts.length]).toSorted()).toEqual([
    [false, 3],
    [true, 3],
  ]);
  expect(queue.stats()).toMatchObject(idle);
});
