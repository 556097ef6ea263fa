import { expect, test } from "vitest";
import { anyBatch } from "./batch-shape.ts";
import { scheduleLimits } from "./schedule-options.ts";
import { scheduler, type Scheduler, type SchedulerTools } from "./scheduler.ts";
import { oneText, workOf } from "./testing/calls.ts";
import { virtualTime, type VirtualTime } from "./testing/virtual-time.ts";

/** Every stage takes so long. */
const batchTime = 100;

const queueOf = ({ clock, after }: VirtualTime, run: SchedulerTools["run"]): Scheduler =>
  scheduler({ limits: scheduleLimits(), heads: 4, clock, after, open: async () => anyBatch, run });

test("a batch that nobody wants any more is closed: who comes then is computed anew", async () => {
  const controller = new AbortController();
  const time = virtualTime();
  const wanted: boolean[] = [];
  const run: SchedulerTools["run"] = async (_kind, rows, { isWanted }) => {
    await new Promise<void>((resolve) => time.after(batchTime, resolve));
    wanted.push(isWanted());
    if (wanted.at(-1) === false) {
      await new Promise<void>((resolve) => time.after(batchTime, resolve));
      throw new Error("nobody is told of it");
    }
    return rows.map(({ ids }) => Float32Array.of(ids[0] ?? -1));
  };
  const queue = queueOf(time, run);
  const first = queue.submit(workOf({ ...oneText(5, 9), signal: controller.signal }).work);
  await time.advance(batchTime / 2);
  controller.abort();
  await expect(first).rejects.toMatchObject({ code: "ABORTED" });
  await time.advance(batchTime);
  const { work, got } = workOf(oneText(5, 9), time.clock());
  const second = queue.submit(work);
  await time.advance(1e4);
  await second;
  expect(wanted).toEqual([false, true]);
  expect(got.get(0)).toEqual([5]);
  expect(queue.stats()).toMatchObject({ queuedTexts: 0, waitingTokens: 0, runningTexts: 0 });
});

test("a batch that one call alone has left, or whose last call is late, is wanted and not wanted", async () => {
  const controller = new AbortController();
  const time = virtualTime();
  const wanted: boolean[] = [];
  const run: SchedulerTools["run"] = async (_kind, rows, { isWanted }) => {
    for (let stage = 0; stage < 3; stage++) {
      await new Promise<void>((resolve) => time.after(batchTime, resolve));
      wanted.push(isWanted());
    }
    return rows.map(() => Float32Array.of(1));
  };
  const queue = queueOf(time, run);
  const left = queue.submit(workOf({ ...oneText(5, 9), signal: controller.signal }).work);
  const late = queue.submit(workOf({ ...oneText(5, 9), deadline: 1.5 * batchTime }).work);
  left.catch(() => {});
  late.catch(() => {});
  await time.advance(batchTime / 2);
  controller.abort();
  await time.advance(1e4);
  expect(wanted).toEqual([true, false, false]);
  await expect(late).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
});

test("texts that go on from different layers, or are wanted at different ones, run apart; states go to those who keep them", async () => {
  const time = virtualTime();
  const seen: unknown[] = [];
  const run: SchedulerTools["run"] = async ({ from, passed, layer }, rows, { wantsState, keep }) => {
    seen.push({ from, passed, layer, rows: rows.length, states: rows.map(({ hidden }) => hidden?.layer) });
    for (const row of rows.keys()) if (wantsState(row)) keep(row, { layer, hidden: Float32Array.of(layer, row) });
    return rows.map(({ ids }) => Float32Array.of(ids[0] ?? -1));
  };
  const queue = queueOf(time, run);
  const kept: unknown[] = [];
  const submit = (id: number, more: object): Promise<void> => {
    const { work } = workOf({ ...oneText(id, 9), layer: 4 });
    const texts = work.texts.map((text) => ({ ...text, ...("hidden" in more ? { hidden: more.hidden as never } : {}) }));
    return queue.submit({ ...work, ...more, texts });
  };
  const keep = (text: number, state: unknown): void => void kept.push([text, state]);
  const hidden = { layer: 2, hidden: Float32Array.of(1) };
  const all = [submit(1, {}), submit(1, { keep }), submit(2, { hidden }), submit(3, { passed: [2] }), submit(4, {})];
  await time.advance(1e4);
  await Promise.all(all);
  expect(seen).toEqual(
    expect.arrayContaining([
      { from: 0, passed: [], layer: 4, rows: 2, states: [undefined, undefined] },
      { from: 2, passed: [], layer: 4, rows: 1, states: [2] },
      { from: 0, passed: [2], layer: 4, rows: 1, states: [undefined] },
    ]),
  );
  expect(seen).toHaveLength(3);
  expect(kept).toEqual([[0, { layer: 4, hidden: Float32Array.of(4, 0) }]]);
});
