import type { Lane } from "../engine/engine.ts";
import type { Signal } from "../platform/platform.ts";
import { lengthBuckets, type LengthBuckets } from "./length-buckets.ts";

/** What a call wants computed: some different texts at one layer, or at several of one pass. */
export interface Work {
  /** The deepest layer. */
  readonly layer: number;
  /** Shallower layers whose vectors are wanted, too, shallowest first. Default none. */
  readonly passed?: readonly number[] | undefined;
  readonly texts: readonly WorkText[];
  /** A vector for each token of a text, `[tokens, width]`, in place of one for the text. Default false. */
  readonly perToken?: boolean;
  /** What the vectors are for, where the model can be told: the index among its tasks. */
  readonly task?: number | undefined;
  /** Default: by whether the texts fit into one batch. */
  readonly lane?: Lane | undefined;
  readonly signal?: Signal | undefined;
  /** When the call came, by the clock. */
  readonly started: number;
  /** When the work is dropped, by the clock; default: when the schedule's own deadline has passed. */
  readonly expires?: number | undefined;
  /**
   * Takes the full vector or vectors of a text as soon as it is there, those of the passed layers first. It is a view that must not be kept. Not called
   * once the work is dropped.
   */
  take(text: number, vector: Float32Array): void;
  /** Takes the hidden state of a text at the deepest layer, before its vectors; left out where it is not wanted. Not called once the work is dropped. */
  keep?(text: number, state: TextState): void;
  /** Called before each batch that has texts of it. */
  runs?(): void;
}

/** Where a text was left at an exit. */
export interface TextState {
  readonly layer: number;
  /** `[tokens, width]` */
  readonly hidden: Float32Array;
}

/** A text as it is run. */
export interface BatchRow {
  readonly ids: Int32Array;
  /** Tokens at its start that the pooling leaves out. */
  readonly unpooled: number;
  /** What it goes on from; left out: its token ids. */
  readonly hidden?: TextState | undefined;
}

/** One text of a call. */
export interface WorkText extends BatchRow {
  /** What tells it from other texts, as text. @see DistinctText */
  readonly idsKey: string;
  /** Its index among the caller's texts, for messages. */
  readonly index: number;
}

/** One call's work in the queue. */
export interface Request {
  readonly work: Work;
  readonly lane: Lane;
  /** Decides who goes first. Never later than the schedule's own deadline for such a call, so that patience is not punished. */
  readonly due: number;
  /** When the work is dropped. */
  readonly expires: number;
  /** What is not computed yet, and which text of the work it is. */
  readonly tasks: Map<Task, number>;
  /** All its tasks, longest first. */
  readonly longestFirst: Task[];
  /** Tasks at the start of that list that wait no more. */
  begun: number;
  settle(error?: unknown): void;
}

/** What all texts of a batch have in common. */
export interface BatchKind {
  /** The deepest layer. */
  readonly layer: number;
  /** Shallower layers whose vectors are wanted, too, shallowest first. */
  readonly passed: readonly number[];
  readonly perToken: boolean;
  readonly task: number | undefined;
  /** The layer that they go on from; 0: they begin with the token ids. */
  readonly from: number;
}

/** One text to be computed, for all requests that want it. */
export interface Task extends BatchKind, BatchRow {
  readonly key: string;
  readonly sequence: number;
  readonly requests: Set<Request>;
  /** It can be run once its exit is open. */
  state: "opening" | "waiting" | "running";
  /** The best lane of all requests that ever wanted it. */
  lane: Lane;
  /** The earliest of their times. */
  due: number;
}

/** Texts and tokens that wait, those that several requests want counted for each. */
export interface Backlog {
  texts: number;
  tokens: number;
}

/** Every text that waits or runs, once, whoever wants it. */
export interface TaskTable {
  /** The queue, by the lane of the requests. */
  readonly backlog: Readonly<Record<Lane, Readonly<Backlog>>>;
  /** Texts that can be run now. */
  readonly waiting: number;
  readonly running: number;
  /** Puts a text among those that a request wants: the one that is there already, or a new one. */
  join(request: Request, text: number): Task;
  /** Removes a request from a text; the text is dropped if no other request needs it and it does not run yet. */
  leave(request: Request, task: Task): void;
  /** The exit of a task is open. */
  ready(task: Task): void;
  /** The texts that can be run in one batch with a task, by length. */
  buckets(task: BatchKind, lane: Lane): LengthBuckets<Task>;
  begin(batch: readonly Task[]): void;
  /** Lets no further request join the texts of a batch that runs. */
  close(batch: readonly Task[]): void;
  end(batch: readonly Task[]): void;
}

/** @see TaskTable */
export function taskTable(): TaskTable {
  const tasks = new Map<string, Task>();
  const byKind = new Map<string, Record<Lane, LengthBuckets<Task>>>();
  const backlog: Record<Lane, Backlog> = { interactive: { texts: 0, tokens: 0 }, bulk: { texts: 0, tokens: 0 } };
  let sequence = 0;
  let waiting = 0;
  let running = 0;

  function count({ lane }: Request, { ids }: Task, sign: 1 | -1): void {
    backlog[lane].texts += sign;
    backlog[lane].tokens += sign * ids.length;
  }

  function buckets(kind: BatchKind, lane: Lane): LengthBuckets<Task> {
    const key = keyOf(kind);
    let lanes = byKind.get(key);
    if (lanes === undefined) {
      lanes = { interactive: lengthBuckets(), bulk: lengthBuckets() };
      byKind.set(key, lanes);
    }
    return lanes[lane];
  }

  function setWaiting(task: Task, waits: boolean): void {
    const bucket = buckets(task, task.lane);
    if (waits) bucket.add(task);
    else bucket.remove(task);
    waiting += waits ? 1 : -1;
  }

  /** Moves a task forward for one more request. It keeps its best position, so a leaving request costs nothing. */
  function promote(task: Task, { lane, due }: Request): void {
    const better = task.lane === "interactive" ? task.lane : lane;
    const earlier = Math.min(task.due, due);
    if (better === task.lane && earlier === task.due) return;
    const waits = task.state === "waiting";
    if (waits) setWaiting(task, false);
    task.lane = better;
    task.due = earlier;
    if (waits) setWaiting(task, true);
  }

  /** What came after a text was closed has a place of its own under its key. */
  function close(batch: readonly Task[]): void {
    for (const task of batch) if (tasks.get(task.key) === task) tasks.delete(task.key);
  }

  return {
    backlog,
    get waiting() {
      return waiting;
    },
    get running() {
      return running;
    },
    buckets,
    join(request, text) {
      const { work, lane, due } = request;
      const { ids, unpooled, idsKey, hidden } = work.texts[text] ?? { ids: new Int32Array(), unpooled: 0, idsKey: "", hidden: undefined };
      const { layer, passed = [], perToken = false } = work;
      const kind = { layer, passed, perToken, task: work.task, from: hidden?.layer ?? 0 };
      const key = `${keyOf(kind)}:${idsKey}`;
      let task = tasks.get(key);
      if (task === undefined) {
        task = { ...kind, key, ids, unpooled, hidden, sequence: sequence++, requests: new Set(), state: "opening", lane, due };
        tasks.set(key, task);
      }
      task.requests.add(request);
      if (task.state !== "running") {
        count(request, task, 1);
        promote(task, request);
      }
      return task;
    },
    leave(request, task) {
      if (!task.requests.delete(request) || task.state === "running") return;
      count(request, task, -1);
      if (task.requests.size > 0) return;
      if (task.state === "waiting") setWaiting(task, false);
      tasks.delete(task.key);
    },
    ready(task) {
      if (task.state !== "opening") return;
      task.state = "waiting";
      setWaiting(task, true);
    },
    begin(batch) {
      running += batch.length;
      for (const task of batch) {
        setWaiting(task, false);
        task.state = "running";
        for (const request of task.requests) count(request, task, -1);
      }
    },
    close,
    end(batch) {
      running -= batch.length;
      close(batch);
    },
  };
}

const keyOf = ({ layer, passed, perToken, task, from }: BatchKind): string => `${from} ${passed.join()} ${layer} ${perToken} ${task}`;
