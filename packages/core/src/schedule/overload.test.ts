import { expect, test } from "vitest";
import { anyBatch } from "./batch-shape.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { scheduleLimits, type ScheduleOptions } from "./schedule-options.ts";
import { scheduler, type SchedulerTools } from "./scheduler.ts";
import { manyTexts, oneText, workOf, type Call } from "./testing/calls.ts";
import { countingRun } from "./testing/counting-run.ts";
import { virtualTime, type VirtualTime } from "./testing/virtual-time.ts";

/** Every batch takes so long: at 500 tokens a batch, 5 tokens a millisecond. */
const batchTime = 100;

const open: SchedulerTools["open"] = async () => anyBatch;

interface Engine {
  readonly time: VirtualTime;
  send(call: Call): Promise<string | { readonly code: string; readonly details: Record<string, unknown> }>;
  tokensPerMillisecond(): number | undefined;
}

function engine(options: ScheduleOptions = {}, run?: SchedulerTools["run"]): Engine {
  const time = virtualTime();
  const counting = countingRun(() => new Promise((resolve) => time.after(batchTime, resolve)));
  const { clock, after } = time;
  const queue = scheduler({ limits: scheduleLimits(options), heads: 4, clock, after, open, run: run ?? counting.run });
  return {
    time,
    send: (call) =>
      queue.submit(workOf(call, time.clock()).work).then(
        () => "done",
        (error: unknown) => {
          if (NestvecError.is(error)) return { code: error.code, details: { ...error.details } };
          return error instanceof Error ? error.message : "not an error";
        },
      ),
    tokensPerMillisecond: () => queue.stats().tokensPerMillisecond,
  };
}

/** One that has measured 5 tokens a millisecond and has nothing to do. */
async function measured(options: ScheduleOptions = {}): Promise<Engine> {
  const made = engine(options);
  const first = made.send({ ...manyTexts(10, 500), lane: "bulk" });
  await made.time.advance(1e5);
  await first;
  expect(made.tokensPerMillisecond()).toBe(5);
  return made;
}

const query = (id: number, deadline: number): Call => ({ ...oneText(-1 - id, 500), deadline });

test("what would not be done in time is refused at once, and taken when less waits or more time is given", async () => {
  const { time, send } = await measured();
  // One runs, ten wait: 1,000 ms.
  const taken = Array.from({ length: 11 }, (_, id) => send(query(id, 1e6)));
  await time.advance(batchTime / 2);
  expect(await send(query(20, 1900))).toEqual({
    code: "OVERLOADED",
    details: {
      retryAfterMilliseconds: 50,
      waitingTexts: 10,
      waitingTokens: 5000,
      expectedMilliseconds: 1000,
      deadlineMilliseconds: 1900,
    },
  });
  const patient = send(query(21, 2400));
  await time.advance(2 * batchTime);
  const later = send(query(22, 1900));
  const noDeadline = send(oneText(-30, 500));
  await time.advance(1e5);
  expect(await Promise.all([...taken, patient, later, noDeadline])).toEqual(Array.from({ length: 14 }, () => "done"));
});

test("an empty lane takes anything; bulk work keeps no query out, queries keep bulk work out", async () => {
  const { time, send } = await measured();
  const job = send({ ...manyTexts(1000, 500), lane: "bulk", deadline: 1e9 });
  await time.advance(batchTime / 2);
  const queries = Array.from({ length: 5 }, (_, id) => send(query(id, 2000)));
  expect(await send({ ...query(9, 2000), lane: "bulk" })).toMatchObject({ code: "OVERLOADED", details: { waitingTexts: 1004 } });
  await time.advance(1e6);
  expect(await Promise.all([job, ...queries])).not.toContainEqual(expect.objectContaining({ code: "OVERLOADED" }));
  // Of use for a millisecond, with nothing waiting: it is tried.
  const alone = send(query(10, 1));
  await time.advance(1e4);
  expect(await alone).toMatchObject({ code: "DEADLINE_EXCEEDED" });
});

test("nobody is told to stay away for longer than 30 seconds", async () => {
  const { time, send } = await measured({ queueTexts: 1000, queueTokens: 1e9 });
  const job = send({ ...manyTexts(1000, 500), lane: "bulk", deadline: 1e9 });
  await time.advance(1);
  expect(await send({ ...oneText(-1, 500), lane: "bulk", deadline: 1000 })).toMatchObject({
    code: "OVERLOADED",
    details: { retryAfterMilliseconds: 30_000 },
  });
  expect(await send({ ...manyTexts(999, 5), lane: "bulk" })).toMatchObject({ details: { limit: {}, retryAfterMilliseconds: 30_000 } });
  await time.advance(1e7);
  expect(await job).toBe("done");
});

/** Ways to end without vectors. */
const unsuccessful: Readonly<Record<string, (made: Engine) => Promise<void>>> = {
  "callers that give up": async ({ time, send }) => {
    for (let round = 0; round < 20; round++) {
      const stop = new AbortController();
      const gone = Array.from({ length: 50 }, (_, id) => send({ ...query(id, 1e6), signal: stop.signal }));
      await time.advance(30);
      stop.abort();
      await time.advance(970);
      await Promise.all(gone);
    }
  },
  "deadlines that pass": async ({ time, send }) => {
    for (let round = 0; round < 20; round++) {
      const late = Array.from({ length: 50 }, (_, id) => send(query(id, 90)));
      await time.advance(1000);
      await Promise.all(late);
    }
  },
  "time in which nothing comes": ({ time }) => time.advance(36e5),
};

test.each(Object.entries(unsuccessful))("%s: what comes afterwards is taken as before", async (_, pass) => {
  const made = await measured();
  await pass(made);
  expect(made.tokensPerMillisecond()).toBe(5);
  const after = Array.from({ length: 8 }, (_text, id) => made.send(query(1000 + id, 3000)));
  await made.time.advance(1e5);
  expect(await Promise.all(after)).toEqual(Array.from({ length: 8 }, () => "done"));
});

test("batches that fail say nothing of how fast work is done", async () => {
  const time = virtualTime();
  const failing: SchedulerTools["run"] = () => new Promise((_, reject) => time.after(1e6, () => reject(new Error("no memory"))));
  const { clock, after } = time;
  const limits = scheduleLimits();
  const queue = scheduler({ limits, heads: 4, clock, after, open, run: failing });
  const failed = queue.submit(workOf({ ...manyTexts(20, 500), lane: "bulk", deadline: 1e9 }).work).catch((error: Error) => error.message);
  await time.advance(3e7);
  expect(await failed).toBe("no memory");
  expect(queue.stats().tokensPerMillisecond).toBeUndefined();
});
