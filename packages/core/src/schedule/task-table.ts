import type { Lane } from "../embedder/embedder.ts";
import { lengthBuckets, type LengthBuckets } from "./length-buckets.ts";
import type { Request, Task } from "./work.ts";

/** Texts and tokens that wait, those that several requests want counted for each. */
export interface Backlog {
  texts: number;
  tokens: number;
}

/** Every text that waits or runs, once, whoever wants it. */
export interface TaskTable {
  /** What waits, by the lane of the requests. */
  readonly backlog: Readonly<Record<Lane, Readonly<Backlog>>>;
  /** Texts that can be run now. */
  readonly waiting: number;
  readonly running: number;
  /** Puts a text among those that a request wants: the one that is there already, or a new one. */
  join(request: Request, text: number): Task;
  /** Takes a text from a request; it is dropped where nobody else wants it and it does not run yet. */
  leave(request: Request, task: Task): void;
  /** The exit of a task is open. */
  ready(task: Task): void;
  /** The texts of a layer that can be run, by length. */
  buckets(layer: number, lane: Lane): LengthBuckets<Task>;
  begin(batch: readonly Task[]): void;
  end(batch: readonly Task[]): void;
}

/** @see TaskTable */
export function taskTable(): TaskTable {
  const tasks = new Map<string, Task>();
  const byLayer = new Map<number, Record<Lane, LengthBuckets<Task>>>();
  const backlog: Record<Lane, Backlog> = { interactive: { texts: 0, tokens: 0 }, bulk: { texts: 0, tokens: 0 } };
  let sequence = 0;
  let waiting = 0;
  let running = 0;

  function count({ lane }: Request, { ids }: Task, sign: 1 | -1): void {
    backlog[lane].texts += sign;
    backlog[lane].tokens += sign * ids.length;
  }

  function buckets(layer: number, lane: Lane): LengthBuckets<Task> {
    let lanes = byLayer.get(layer);
    if (lanes === undefined) {
      lanes = { interactive: lengthBuckets(), bulk: lengthBuckets() };
      byLayer.set(layer, lanes);
    }
    return lanes[lane];
  }

  function setWaiting(task: Task, waits: boolean): void {
    const bucket = buckets(task.layer, task.lane);
    if (waits) bucket.add(task);
    else bucket.remove(task);
    waiting += waits ? 1 : -1;
  }

  /** Puts a task where its requests, as they are now, want it. */
  function move(task: Task): void {
    let lane: Lane = "bulk";
    let due = Infinity;
    for (const request of task.requests) {
      if (request.lane === "interactive") lane = "interactive";
      due = Math.min(due, request.due);
    }
    if (lane === task.lane && due === task.due) return;
    const waits = task.state === "waiting";
    if (waits) setWaiting(task, false);
    task.lane = lane;
    task.due = due;
    if (waits) setWaiting(task, true);
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
      const ids = work.texts[text]?.ids ?? new Int32Array();
      const key = `${work.layer}:${ids.join()}`;
      let task = tasks.get(key);
      if (task === undefined) {
        task = { key, layer: work.layer, ids, sequence: sequence++, requests: new Set(), state: "opening", lane, due };
        tasks.set(key, task);
      }
      task.requests.add(request);
      if (task.state !== "running") {
        count(request, task, 1);
        move(task);
      }
      return task;
    },
    leave(request, task) {
      if (!task.requests.delete(request) || task.state === "running") return;
      count(request, task, -1);
      if (task.requests.size > 0) return move(task);
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
    end(batch) {
      running -= batch.length;
      for (const { key } of batch) tasks.delete(key);
    },
  };
}
