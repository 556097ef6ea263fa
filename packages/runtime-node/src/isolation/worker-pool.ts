import { NestvecError, type EngineStats } from "@nestvec/core";
import type { RemoteMethod } from "@nestvec/core/remote";
import { breaker } from "./breaker.ts";
import { callSize } from "./call-size.ts";
import { deadlineOf, withinDeadline } from "./call-deadline.ts";
import { mergedStats, statsOfDead } from "./merged-stats.ts";
import { poolMember, type MemberCall, type PoolMember } from "./pool-member.ts";
import type { WorkerHandle } from "./worker-handle.ts";

/** With two workers or more, the first takes no text of more tokens than this, so that short calls never wait for a long run. */
export const longText = 2048;

/** Some workers that serve the same model. */
export interface WorkerPool {
  /** When every worker has the model open: its name. @throws NestvecError what opening it threw, or WORKER_DIED */
  readonly ready: Promise<string>;
  /**
   * Calls a method on the least loaded worker, and on another when that one dies; `stats` and `warmUp` on all of them.
   * @throws NestvecError as the method, WORKER_DIED, DEADLINE_EXCEEDED
   */
  call(method: RemoteMethod, input: readonly unknown[]): Promise<unknown>;
  dispose(): Promise<void>;
}

/**
 * Keeps `workers` workers alive and evenly loaded. `start` starts the one for a place; where there are several, that of place 0 must
 * refuse texts of over `longText` tokens with TEXT_OVER_BUDGET, since only a worker can count tokens.
 */
export function workerPool(start: (place: number) => WorkerHandle, workers: number): WorkerPool {
  const places: (PoolMember | undefined)[] = Array.from({ length: workers }, () => undefined);
  const { died, pause, onTrial } = breaker(() => performance.now());
  let state: "opening" | "open" | "disposed" = "opening";
  let maxTokens = Number.POSITIVE_INFINITY;
  let restarts = 0;
  let doneByDead: EngineStats = mergedStats([]);
  // Runs that dead workers had finished, and how many all had at the last death.
  let finishedByDead = 0;
  let finishedAtDeath = 0;
  let lastDeath: { readonly worker: string; readonly reason: string } = { worker: "worker", reason: "" };

  function enlist(place: number): PoolMember {
    const handle = start(place);
    const member = poolMember(handle, () => {
      if (state === "open") handle.hold(false);
    });
    places[place] = member;
    if (state === "open") handle.hold(false);
    // A model that cannot be opened again leaves a worker of no use.
    member.caller.ready.catch(() => handle.port.close());
    void handle.ended.then((reason) => bury(place, member, reason));
    return member;
  }

  function bury(place: number, { handle, lastStats }: PoolMember, reason: string): void {
    const finished = finishedRuns();
    finishedByDead += handle.finishedRuns();
    const last = lastStats();
    if (last !== undefined) doneByDead = mergedStats([doneByDead, statsOfDead(last)]);
    places[place] = undefined;
    if (state !== "open") return;
    lastDeath = { worker: handle.kind, reason };
    died(finished > finishedAtDeath);
    finishedAtDeath = finished;
    restarts += 1;
    if (!onTrial()) enlist(place);
  }

  const living = (): readonly PoolMember[] => places.filter((member) => member !== undefined);
  const finishedRuns = (): number => living().reduce((sum, { handle }) => sum + handle.finishedRuns(), finishedByDead);

  /** The least loaded of the workers that may take a call. */
  function choose(isLong: boolean): PoolMember {
    const first = isLong && workers > 1 ? 1 : 0;
    let best: PoolMember | undefined;
    for (let place = first; place < workers; place++) {
      const member = places[place] ?? (best === undefined || !onTrial() ? replaced(place) : undefined);
      if (member !== undefined && (best === undefined || member.load < best.load)) best = member;
    }
    if (best !== undefined) return best;
    const { worker, reason } = lastDeath;
    throw new NestvecError("WORKER_DIED", {
      worker,
      reason: `five in a row before they had finished anything, the last of ${reason}`,
      retryAfterMilliseconds: Math.ceil(pause() ?? 0),
    });
  }

  function replaced(place: number): PoolMember | undefined {
    if (pause() !== undefined) return undefined;
    // On trial, only one worker is started, and none beside one that lives.
    return onTrial() && living().length > 0 ? undefined : enlist(place);
  }

  function memberCall(method: RemoteMethod, input: readonly unknown[]): MemberCall {
    const size = callSize(input);
    // What is measured must not be cut short either.
    const isLong = Math.min(size.longest, maxTokens) > longText || method === "plan" || method === "calibrate";
    return { method, input, size, isLong, expires: performance.now() + (deadlineOf(input) ?? Number.POSITIVE_INFINITY) };
  }

  /** Asks one worker and, should it die or the text be too long for it, one other. */
  async function askTwice(call: MemberCall): Promise<unknown> {
    const first = choose(call.isLong);
    try {
      return await first.ask(call);
    } catch (error) {
      if (workers > 1 && NestvecError.is(error, "TEXT_OVER_BUDGET") && error.details.limit === longText) {
        return choose(true).ask({ ...call, isLong: true });
      }
      if (!NestvecError.is(error, "WORKER_DIED") || performance.now() > call.expires) throw error;
      return choose(call.isLong).ask(call);
    }
  }

  async function stats(): Promise<EngineStats> {
    const members = living();
    const answers = await Promise.all(members.map((member) => member.stats()));
    return {
      ...mergedStats([doneByDead, ...answers.filter((answer) => answer !== undefined)]),
      workers: members.length,
      restarts,
      heldByLongText: workers === 1 && members.some(({ holdsLongText }) => holdsLongText),
    };
  }

  async function open(): Promise<string> {
    const members = places.map((_, place) => enlist(place));
    try {
      const [model = ""] = await Promise.all(members.map(({ caller }) => caller.ready));
      const info = await members[0]?.caller.call("info", []).answer;
      if (typeof info === "object" && info !== null && "maxTokens" in info) maxTokens = Number(info.maxTokens);
      state = "open";
      for (const { handle } of members) handle.hold(false);
      return model;
    } catch (error) {
      state = "disposed";
      for (const { handle } of members) handle.port.close();
      throw error;
    }
  }

  return {
    ready: open(),
    async call(method, input) {
      if (method === "stats") return stats();
      const call = memberCall(method, input);
      if (method !== "warmUp") return withinDeadline(call, askTwice(call));
      const members = new Set([choose(false), ...living()]);
      await Promise.all(Array.from(members, (member) => member.ask(call)));
      return undefined;
    },
    async dispose() {
      state = "disposed";
      await Promise.all(
        living().map(async ({ handle, caller }) => {
          handle.hold(true);
          // One that dies meanwhile is as gone as it should be.
          await caller.dispose().catch(() => handle.port.close());
          await handle.ended;
        }),
      );
    },
  };
}
