import type { Lane } from "../engine/engine.ts";
import type { Request, Task } from "./work.ts";

/** Who leads the next batch: the lane, and the text to form it around. */
export interface Lead {
  readonly lane: Lane;
  readonly task: Task;
}

/** Chooses whose turn it is, and remembers how long bulk work has stood back. */
export type ChooseLead = (requests: Iterable<Request>) => Lead | undefined;

/**
 * Interactive work goes first, but after `interactiveBatches` of its batches in a row bulk work that waits has one. Within a lane the
 * request that is due first goes first, with its longest text. Since later requests are due later, none waits for ever.
 */
export function chooseLead(interactiveBatches: number): ChooseLead {
  let inARow = 0;
  return (requests) => {
    const first: Partial<Record<Lane, Request>> = {};
    for (const request of requests) {
      const best = first[request.lane];
      if ((best === undefined || request.due < best.due) && longestWaiting(request) !== undefined) first[request.lane] = request;
    }
    const { interactive, bulk } = first;
    const lane = interactive !== undefined && (bulk === undefined || inARow < interactiveBatches) ? "interactive" : "bulk";
    inARow = lane === "interactive" && bulk !== undefined ? inARow + 1 : 0;
    const request = first[lane];
    const task = request === undefined ? undefined : longestWaiting(request);
    return task === undefined ? undefined : { lane, task };
  };
}

/** The longest text of a request that can be run. What has begun never waits again, so every text is passed over once. */
function longestWaiting(request: Request): Task | undefined {
  for (;;) {
    const task = request.longestFirst[request.begun];
    if (task === undefined || task.state === "waiting") return task;
    // All of a request's texts are of one exit: while that is opened, none can be run.
    if (task.state === "opening") return undefined;
    request.begun += 1;
  }
}
