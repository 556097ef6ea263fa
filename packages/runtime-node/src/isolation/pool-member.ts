import type { BatchBegin, EngineStats, Lane } from "@nestvec/core";
import { remoteCaller, type RemoteCaller, type RemoteMethod, type WaitingByLane } from "@nestvec/core/remote";
import type { CallSize } from "./call-size.ts";
import type { WorkerHandle } from "./worker-handle.ts";

/** With two workers or more, one takes no text of more tokens than this, so that short calls never wait for a long run. */
export const longText = 2048;

/** What a run may at least exceed the deadline of its calls by before its worker is killed: the time that it takes to end by itself. */
const killGrace = 250;

/** How long a worker that does something else than running a batch is waited for when it is asked for its counts. */
const statsPatience = 250;

/**
 * What a run may take before its child is taken for hung: a minute and 100 ms a padded token. That is forty times what the deepest exit of
 * mmBERT's shape was measured to take for 512 tokens on one slow core.
 */
const runLimit = ({ rows, tokens }: BatchBegin): number => 60_000 + 100 * rows * tokens;

/** A call as a worker gets it. */
export interface MemberCall {
  readonly method: RemoteMethod;
  readonly input: readonly unknown[];
  readonly size: CallSize;
  /** The lane that its texts wait in; undefined where they are not embedded. */
  readonly lane: Lane | undefined;
  /** Milliseconds that its caller gives it; undefined where it says nothing. */
  readonly deadline: number | undefined;
  /** Whether it seems to have a text that may hold a worker long. */
  readonly isLong: boolean;
  /** When its answer is of no use any more, by `performance.now`. Infinity: always of use. */
  readonly expires: number;
}

/** A worker in its place of a pool, with what it has to do. */
export interface PoolMember {
  readonly handle: WorkerHandle;
  readonly caller: RemoteCaller;
  /** Whether it has the model open. */
  readonly isOpen: boolean;
  /** Tokens of the calls that it has not finished, about. */
  readonly load: number;
  /** Texts and tokens of the calls that it has not finished embedding, about. */
  readonly waiting: WaitingByLane;
  /** Whether it runs a text of over 2,048 tokens now. */
  readonly isInLongRun: boolean;
  /** Batches that it has finished. */
  readonly finishedBatches: number;
  ask(call: MemberCall): Promise<unknown>;
  /** Its counts; while it is in a run, those of the run's beginning. */
  stats(): Promise<EngineStats | undefined>;
  /** The counts that it gave last. */
  lastStats(): EngineStats | undefined;
}

/** @see PoolMember. `onIdle` is called when it has finished its last call. */
export function poolMember(handle: WorkerHandle, onIdle: () => void): PoolMember {
  const caller = remoteCaller(handle.port, { worker: handle.kind });
  const started = performance.now();
  const runs = new Map<number, { readonly isLong: boolean; readonly watch: NodeJS.Timeout | undefined }>();
  let openedAfter: number | undefined;
  let calls = 0;
  let load = 0;
  const waiting: Record<Lane, { texts: number; tokens: number }> = { interactive: { texts: 0, tokens: 0 }, bulk: { texts: 0, tokens: 0 } };
  let finishedBatches = 0;
  let last: EngineStats | undefined;
  let batchMessages = 0;

  caller.ready.then(
    () => (openedAfter = performance.now() - started),
    () => {},
  );
  handle.onBatch((message) => {
    last = message.stats;
    batchMessages += 1;
    if (message.type === "nestvec: begin") {
      const { batch } = message;
      runs.set(batch.batch, { isLong: batch.tokens > longText, watch: killWhenUseless(batch) });
      return;
    }
    const { batch, succeeded } = message.batch;
    clearTimeout(runs.get(batch)?.watch);
    runs.delete(batch);
    if (succeeded) finishedBatches += 1;
  });
  void handle.ended.then(() => {
    for (const { watch } of runs.values()) clearTimeout(watch);
  });

  /**
   * A run cannot be stopped but with its worker. That is done when nobody has wanted its result for as long as opening another takes:
   * sooner, waiting would have been the quicker way.
   */
  function killWhenUseless(batch: BatchBegin): NodeJS.Timeout | undefined {
    const { kill } = handle;
    if (kill === undefined) return undefined;
    const limit = runLimit(batch);
    const useless = batch.wantedMilliseconds + Math.max(killGrace, openedAfter ?? 0);
    if (useless < limit) return setTimeout(() => kill("killed: its run went past the deadline of its calls"), useless).unref();
    return setTimeout(() => kill(`killed: a run of ${batch.rows * batch.tokens} tokens took over ${limit / 1000} s`), limit).unref();
  }

  /** Counts a call that has come, or one that has gone. */
  function count({ size, lane }: MemberCall, sign: 1 | -1): void {
    calls += sign;
    load += sign * size.total;
    if (lane === undefined) return;
    waiting[lane].texts += sign * size.texts;
    waiting[lane].tokens += sign * size.total;
  }

  return {
    handle,
    caller,
    waiting,
    get isOpen() {
      return openedAfter !== undefined;
    },
    get load() {
      return load;
    },
    get isInLongRun() {
      return [...runs.values()].some(({ isLong }) => isLong);
    },
    get finishedBatches() {
      return finishedBatches;
    },
    async ask(call) {
      const { answer, finished } = caller.call(call.method, call.input);
      count(call, 1);
      handle.hold(true);
      void finished.then(() => {
        count(call, -1);
        if (calls === 0) onIdle();
      });
      return answer;
    },
    async stats() {
      if (runs.size > 0) return last;
      let timer: NodeJS.Timeout | undefined;
      const before = batchMessages;
      const asked = caller.call("stats", []).answer.then(
        (answer) => {
          // A batch that began behind the answer has said more by now, although its message may have been handled first.
          if (batchMessages === before) last = answer as EngineStats;
        },
        () => {},
      );
      const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, statsPatience)));
      await Promise.race([asked, patience]);
      clearTimeout(timer);
      return last;
    },
    lastStats: () => last,
  };
}
