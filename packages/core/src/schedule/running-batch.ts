import { NestvecError } from "../errors/nestvec-error.ts";
import type { Clock } from "../platform/platform.ts";
import type { Request, Task, TaskTable, TextState } from "./task-table.ts";

/** A batch while it runs. */
export interface RunningBatch {
  /** Whether any call still wants it. Once it is false, no other joins the batch, and what it gives goes to nobody. */
  isWanted(): boolean;
  /** Whether any call wants the hidden state of a row. */
  wantsState(row: number): boolean;
  /** Hands over the hidden state of a row. */
  keep(row: number, state: TextState): void;
}

/** @see RunningBatch */
export function runningBatch(
  batch: readonly Task[],
  { clock, close }: { readonly clock: Clock; readonly close: TaskTable["close"] },
): RunningBatch {
  return {
    isWanted() {
      const now = clock();
      for (const { requests } of batch) {
        for (const request of requests) if (request.expires <= now) request.settle(deadlineExceeded(request));
      }
      if (batch.some(({ requests }) => requests.size > 0)) return true;
      close(batch);
      return false;
    },
    wantsState: (row) => Array.from(batch[row]?.requests ?? []).some(({ work }) => work.keep !== undefined),
    keep(row, state) {
      const task = batch[row];
      if (task === undefined) return;
      for (const { work, tasks } of task.requests) {
        const text = tasks.get(task);
        if (text !== undefined) work.keep?.(text, state);
      }
    },
  };
}

/** The error of a request that was not done in time. */
export const deadlineExceeded = ({ work, expires, tasks }: Request): NestvecError =>
  new NestvecError("DEADLINE_EXCEEDED", {
    what: "embedding",
    deadlineMilliseconds: Math.round(expires - work.started),
    unfinishedTexts: tasks.size,
  });
