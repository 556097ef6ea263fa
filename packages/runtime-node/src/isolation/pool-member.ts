import type { BatchBegin, EngineStats, LoadProgress, ScheduleOptions } from "@nestvec/core";
import { laneOf, remoteEngine, type RemoteEngine } from "@nestvec/core/remote";
import { after, clock } from "../platform/node-platform.ts";
import type { WorkerHandle } from "./worker-handle.ts";

/** With two workers or more, one takes no text of more tokens than this, so that short calls never wait for a long run. */
export const longText = 2048;

/** What a run may at least exceed the deadline of its calls by before its worker is killed: the time that it takes to end by itself. */
const killGrace = 250;

/** How long a worker that does something else than running a batch is waited for when it is asked for its counts. */
const statsTimeout = 250;

/**
 * What a run may take before its child is taken for hung: a minute and 100 ms a padded token. That is forty times what the deepest exit of
 * mmBERT's shape was measured to take for 512 tokens on one slow core.
 */
const runLimit = ({ rows, tokens }: BatchBegin): number => 60_000 + 100 * rows * tokens;

/** A worker in its place of a pool, with what it has to do. */
export interface PoolMember {
  readonly handle: WorkerHandle;
  readonly engine: RemoteEngine;
  /** Whether it has the model open. */
  readonly isOpen: boolean;
  /** Whether it runs a text of over 2,048 tokens now. */
  readonly isInLongRun: boolean;
  /** Batches that it has finished. */
  readonly finishedBatches: number;
  /** Its counts; while it is in a run, those of the run's beginning. */
  stats(): Promise<EngineStats | undefined>;
  /** The counts that it gave last. */
  lastStats(): EngineStats | undefined;
}

/** What a member goes by. */
export interface PoolMemberOptions {
  /** Its own. */
  readonly schedule: ScheduleOptions | undefined;
  readonly onProgress: ((progress: LoadProgress) => void) | undefined;
  /** Is called when it has finished its last call. */
  readonly onIdle: () => void;
}

/** @see PoolMember */
export function poolMember(handle: WorkerHandle, { schedule, onProgress, onIdle }: PoolMemberOptions): PoolMember {
  const started = clock();
  const runs = new Map<number, { readonly isLong: boolean; readonly watch: NodeJS.Timeout | undefined }>();
  let openedAfter: number | undefined;
  let finishedBatches = 0;
  let last: EngineStats | undefined;
  let batchMessages = 0;

  const engine = remoteEngine(handle.port, {
    clock,
    after,
    worker: handle.kind,
    laneOf: (lane, tokens) => laneOf(lane, tokens, schedule),
    onIdle,
    onProgress,
    onBegin(batch, stats) {
      last = stats;
      batchMessages += 1;
      runs.set(batch.batch, { isLong: batch.tokens > longText, watch: killWhenUseless(batch) });
    },
    onEnd({ batch, succeeded }, stats) {
      last = stats;
      batchMessages += 1;
      clearTimeout(runs.get(batch)?.watch);
      runs.delete(batch);
      if (succeeded) finishedBatches += 1;
    },
  });
  engine.ready.then(
    () => (openedAfter = clock() - started),
    () => {},
  );
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

  return {
    handle,
    engine,
    get isOpen() {
      return openedAfter !== undefined;
    },
    get isInLongRun() {
      return [...runs.values()].some(({ isLong }) => isLong);
    },
    get finishedBatches() {
      return finishedBatches;
    },
    async stats() {
      if (runs.size > 0) return last;
      let timer: NodeJS.Timeout | undefined;
      const before = batchMessages;
      const asked = engine.stats().then(
        (answer) => {
          // A batch that began behind the answer has said more by now, although its message may have been handled first.
          if (batchMessages === before) last = answer;
        },
        () => {},
      );
      const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, statsTimeout)));
      await Promise.race([asked, timeout]);
      clearTimeout(timer);
      return last;
    },
    lastStats: () => last,
  };
}

/** Whether a member is asked before another: one that is still opening would keep a call waiting that another can answer now. */
export const isBefore = (left: PoolMember, right: PoolMember): boolean =>
  left.isOpen === right.isOpen ? left.engine.load < right.engine.load : left.isOpen;

/** A worker that has something to do keeps the host from ending. */
export function askMember<Answer>({ handle, engine }: PoolMember, ask: (engine: RemoteEngine) => Promise<Answer>): Promise<Answer> {
  handle.hold(true);
  return ask(engine);
}
