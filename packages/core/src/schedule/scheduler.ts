import { onAbort, throwIfAborted } from "../platform/abort.ts";
import type { BatchBegin, BatchEnd } from "../engine/batch-watch.ts";
import type { EngineStats } from "../engine/stats.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { After, Clock } from "../platform/platform.ts";
import { batchCounter, drainRate, longestOf, type BatchCounts } from "./batch-measures.ts";
import { anyBatch, computedShape, type BatchShape } from "./batch-shape.ts";
import { chooseLead, formBatch, type BatchSource } from "./next-batch.ts";
import { laneOf, requireRoom, requireTime } from "./admission.ts";
import { deadlineExceeded, runningBatch, type RunningBatch } from "./running-batch.ts";
import { limitsFor, type ScheduleLimits } from "./schedule-options.ts";
import { taskTable, type BatchKind, type BatchRow, type Request, type Task, type Work } from "./task-table.ts";

/** What a scheduler needs: it has no clock and no thread of its own. */
export interface SchedulerTools extends SchedulerEvents {
  readonly limits: ScheduleLimits;
  /** Attention heads of a layer. */
  readonly heads: number;
  readonly clock: Clock;
  readonly after: After;
  /** Makes a layer ready to be run for texts of so many tokens each. */
  open(layer: number, lengths: readonly number[]): Promise<BatchShape>;
  /**
   * Runs one batch: of each row a full vector for each layer, or one for each token of it, or the error that this row alone has, given its index
   * among its caller's texts.
   */
  run(kind: BatchKind, rows: readonly BatchRow[], batch: RunningBatch): Promise<readonly (Float32Array | ((index: number) => Error))[]>;
}

/** What a scheduler says of its batches. @see BatchWatch */
export interface SchedulerEvents {
  onBegin?(batch: BatchBegin): void;
  onEnd?(batch: BatchEnd): void;
}

/** The part of the counts that a scheduler keeps. */
export type SchedulerStats = BatchCounts & Pick<EngineStats, "queuedTexts" | "waitingTokens" | "runningTexts" | "tokensPerMillisecond">;

/** Forms batches from the whole queue, one at a time. */
export interface Scheduler {
  /**
   * Computes some texts. Resolves when the last vector was taken.
   * @throws NestvecError OVERLOADED, DEADLINE_EXCEEDED, ABORTED, and what opening or running throws
   */
  submit(work: Work): Promise<void>;
  stats(): SchedulerStats;
}

/** The longest time that timers of every platform take. */
const longestTimer = 2 ** 31 - 1;

/** @see Scheduler */
export function scheduler({ limits, heads, clock, after, open, run, onBegin, onEnd }: SchedulerTools): Scheduler {
  const requests = new Set<Request>();
  const table = taskTable();
  const rate = drainRate();
  const lead = chooseLead(limits.interactiveBatches);
  const shapes = new Map<number, BatchShape>();
  const counter = batchCounter();
  let runs = 0;
  let begunBatches = 0;
  let lastEnd = -Infinity;
  let woken = false;

  /** Forms batches in the next turn of the event loop, so that what arrives in this one takes part. */
  function wake(): void {
    if (woken || table.waiting === 0 || runs >= limits.concurrentBatches) return;
    woken = true;
    after(0, () => {
      woken = false;
      const now = clock();
      // Timers come late where a run blocks the thread.
      for (const request of requests) if (request.expires <= now) request.settle(deadlineExceeded(request));
      while (runs < limits.concurrentBatches) {
        const batch = nextBatch();
        if (batch === undefined) return;
        void runBatch(batch);
      }
    });
  }

  const shapeOf = (layer: number): BatchShape => shapes.get(layer) ?? anyBatch;

  function nextBatch(): Task[] | undefined {
    const chosen = table.waiting === 0 ? undefined : lead(requests);
    if (chosen === undefined) return undefined;
    const { task, lane } = chosen;
    const source = (from: typeof lane, most: number): BatchSource<Task> => ({
      buckets: table.buckets(task, from),
      paddedTokens: most,
    });
    const shape = shapeOf(task.layer);
    const { paddedTokens, fillTokens } = limitsFor(shape.batching, limits);
    // Bulk work fills an interactive batch only as far as that costs no time.
    const other = lane === "bulk" ? source("interactive", paddedTokens) : source("bulk", Math.min(fillTokens, paddedTokens));
    const padding = shape.mayPad ? { paddedTokens, fillTokens } : { maxWaste: 0, fillTokens: 0 };
    return formBatch(task, [source(lane, paddedTokens), other], { ...limits, ...padding, heads, shape });
  }

  async function runBatch(batch: readonly Task[]): Promise<void> {
    const [first] = batch;
    const { layer = 0, passed = [], perToken = false, task: ofModel, from = 0 } = first ?? {};
    const kind = { layer, passed, perToken, task: ofModel, from };
    const begun = clock();
    runs += 1;
    table.begin(batch);
    const isLoaded = table.waiting > 0;
    for (const { requests: all } of batch) for (const { work } of all) work.runs?.();
    const number = ++begunBatches;
    const rows = batch.map(({ ids }) => ids);
    const computed = computedShape(shapeOf(layer), rows.length, longestOf(rows));
    onBegin?.({ batch: number, ...computed, wantedMilliseconds: lastExpiry(batch) - begun });
    const outcome = await run(kind, batch, runningBatch(batch, { clock, close: table.close })).then(
      (vectors) => ({ vectors }),
      (error: unknown) => ({ error }),
    );
    runs -= 1;
    table.end(batch);
    if ("vectors" in outcome) count(layer, rows, begun, isLoaded);
    onEnd?.({ batch: number, succeeded: "vectors" in outcome });
    if ("vectors" in outcome) deliver(batch, outcome.vectors);
    else {
      for (const task of batch) for (const request of task.requests) request.settle(outcome.error);
    }
    wake();
  }

  function count(layer: number, rows: readonly Int32Array[], begun: number, isLoaded: boolean): void {
    const useful = rows.reduce((sum, ids) => sum + ids.length, 0);
    const now = clock();
    rate.record({ tokens: useful, milliseconds: now - Math.max(begun, lastEnd), isLoaded });
    lastEnd = now;
    counter.record(layer, rows, computedShape(shapeOf(layer), rows.length, longestOf(rows)), now - begun);
  }

  function deliver(batch: readonly Task[], vectors: Awaited<ReturnType<typeof run>>): void {
    const now = clock();
    for (const [row, task] of batch.entries()) {
      const vector = vectors[row];
      for (const request of task.requests) {
        const text = request.tasks.get(task);
        if (text === undefined || vector === undefined) continue;
        if (request.expires <= now) request.settle(deadlineExceeded(request));
        else if (typeof vector === "function") request.settle(vector(request.work.texts[text]?.index ?? text));
        else {
          request.work.take(text, vector);
          request.tasks.delete(task);
          if (request.tasks.size === 0) request.settle();
        }
      }
    }
  }

  /** Puts work into the queue; the promise is settled once, by the first of result, error, deadline and abort. */
  function enqueue(work: Work, lane: Request["lane"], tokens: number): Promise<void> {
    const { interactive, bulk } = table.backlog;
    const own = limits.deadlineMilliseconds + limits.deadlineMillisecondsPerToken * tokens;
    const patience =
      work.expires === undefined
        ? own + limits.deadlineMillisecondsPerToken * (interactive.tokens + bulk.tokens)
        : work.expires - work.started;
    return new Promise((resolve, reject) => {
      const request: Request = {
        work,
        lane,
        due: work.started + Math.min(own, patience),
        expires: work.started + patience,
        tasks: new Map(),
        longestFirst: [],
        begun: 0,
        settle(error) {
          if (!requests.delete(request)) return;
          cancelTimer();
          cancelAbort();
          for (const task of request.tasks.keys()) table.leave(request, task);
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      const abort = (): void => request.settle(new NestvecError("ABORTED", { what: "embedding" }, { cause: work.signal?.reason }));
      const wait = request.expires - clock();
      const cancelTimer = wait > longestTimer ? () => {} : after(Math.max(1, wait), () => request.settle(deadlineExceeded(request)));
      const cancelAbort = onAbort(work.signal, abort);
      requests.add(request);
      for (const text of work.texts.keys()) request.tasks.set(table.join(request, text), text);
      request.longestFirst.push(...request.tasks.keys());
      request.longestFirst.sort((left, right) => right.ids.length - left.ids.length);
      open(
        work.layer,
        work.texts.map(({ ids }) => ids.length),
      ).then(
        (shape) => {
          shapes.set(work.layer, shape);
          for (const task of request.tasks.keys()) table.ready(task);
          wake();
        },
        (error: unknown) => request.settle(error),
      );
    });
  }

  return {
    async submit(work) {
      throwIfAborted(work.signal, "embedding");
      const tokens = work.texts.reduce((sum, { ids }) => sum + ids.length, 0);
      const lane = laneOf(work.lane, tokens, limits);
      const { tokensPerMillisecond } = rate;
      requireRoom(table.backlog[lane], { texts: work.texts.length, tokens }, limits, tokensPerMillisecond);
      const deadline = work.expires === undefined ? undefined : work.expires - work.started;
      requireTime(table.backlog, lane, deadline, tokensPerMillisecond);
      await enqueue(work, lane, tokens);
    },
    stats: () => ({
      queuedTexts: table.backlog.interactive.texts + table.backlog.bulk.texts,
      waitingTokens: table.backlog.interactive.tokens + table.backlog.bulk.tokens,
      runningTexts: table.running,
      ...counter.counts(),
      ...(rate.tokensPerMillisecond === undefined ? {} : { tokensPerMillisecond: rate.tokensPerMillisecond }),
    }),
  };
}

/** When the last of the calls expires that want something of a batch. */
function lastExpiry(batch: readonly Task[]): number {
  let last = -Infinity;
  for (const task of batch) for (const { expires } of task.requests) last = Math.max(last, expires);
  return last;
}
