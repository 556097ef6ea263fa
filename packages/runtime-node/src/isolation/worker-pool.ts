import { NestvecError, type EngineStats, type ScheduleOptions } from "@nestvec/core";
import { laneOf, requireTime, type RemoteMethod } from "@nestvec/core/remote";
import { breaker } from "./breaker.ts";
import { callOptions } from "./call-options.ts";
import { callSize } from "./call-size.ts";
import { withinDeadline } from "./call-deadline.ts";
import { mergedStats, statsOfDead } from "./merged-stats.ts";
import { longText, poolMember, type MemberCall, type PoolMember } from "./pool-member.ts";
import type { WorkerHandle } from "./worker-handle.ts";

/** Some workers that serve the same model. */
export interface WorkerPool {
  /** When every worker has the model open: its name. @throws NestvecError what opening it threw, or WORKER_DIED */
  readonly ready: Promise<string>;
  /**
   * Calls a method on the least loaded worker, and on another when that one dies; `stats` and `warmUp` on all of them.
   * @throws NestvecError as the method, WORKER_DIED, DEADLINE_EXCEEDED, OVERLOADED
   */
  call(method: RemoteMethod, input: readonly unknown[]): Promise<unknown>;
  dispose(): Promise<void>;
}

/** What a pool goes by. */
export interface PoolOptions {
  /** The workers' schedule. */
  readonly schedule?: ScheduleOptions | undefined;
  /** The breaker's. */
  readonly clock?: () => number;
}

/** Methods whose texts wait to be embedded. */
const embedding: readonly RemoteMethod[] = ["embed", "embedTokens", "similarity", "search"];

/**
 * Keeps `workers` workers alive and evenly loaded. `start` starts the one for a place; where there are several, that of place 0 must
 * refuse texts of over `longText` tokens with TEXT_OVER_BUDGET, since only a worker can count tokens.
 */
export function workerPool(
  start: (place: number) => WorkerHandle,
  workers: number,
  { schedule, clock = () => performance.now() }: PoolOptions = {},
): WorkerPool {
  const places: (PoolMember | undefined)[] = Array.from({ length: workers }, () => undefined);
  const { died, pause, onTrial } = breaker(clock);
  let state: "opening" | "open" | "disposed" = "opening";
  let maxTokens = Number.POSITIVE_INFINITY;
  let restarts = 0;
  let doneByDead: EngineStats = mergedStats([]);
  // Batches that dead workers had finished, and how many all had at the last death.
  let finishedByDead = 0;
  let finishedAtDeath = 0;
  let lastDeath: { readonly worker: string; readonly reason: string } = { worker: "worker", reason: "" };

  /** @throws NestvecError WORKER_DIED where not even a worker could be started */
  function enlist(place: number): PoolMember {
    const handle = started(place);
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

  function started(place: number): WorkerHandle {
    try {
      return start(place);
    } catch (cause) {
      throw new NestvecError("WORKER_DIED", { worker: "worker", reason: `it could not be started: ${String(cause)}` }, { cause });
    }
  }

  function bury(place: number, { handle, lastStats, finishedBatches }: PoolMember, reason: string): void {
    const finished = allFinished();
    finishedByDead += finishedBatches;
    const last = lastStats();
    if (last !== undefined) doneByDead = mergedStats([doneByDead, statsOfDead(last)]);
    places[place] = undefined;
    if (state !== "open") return;
    lastDeath = { worker: handle.kind, reason };
    died(finished > finishedAtDeath);
    finishedAtDeath = finished;
    restarts += 1;
    if (isOnTrial()) return;
    try {
      enlist(place);
    } catch {
      // The next call tries again, and is told.
    }
  }

  /** Workers have died in a row, and none has finished anything since. */
  const isOnTrial = (): boolean => onTrial() && allFinished() <= finishedAtDeath;
  const living = (): readonly PoolMember[] => places.filter((member) => member !== undefined);
  const allFinished = (): number => living().reduce((sum, { finishedBatches }) => sum + finishedBatches, finishedByDead);

  /** The least loaded of the workers that may take a call. */
  function choose(isLong: boolean): PoolMember {
    const first = isLong && workers > 1 ? 1 : 0;
    let best: PoolMember | undefined;
    for (let place = first; place < workers; place++) {
      const member = places[place] ?? (best === undefined || !isOnTrial() ? replaced(place) : undefined);
      if (member !== undefined && (best === undefined || isBefore(member, best))) best = member;
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
    return isOnTrial() && living().length > 0 ? undefined : enlist(place);
  }

  function memberCall(method: RemoteMethod, input: readonly unknown[]): MemberCall {
    const options = callOptions(input);
    const size = callSize(input, Math.min(maxTokens, options.maxTokens ?? Number.POSITIVE_INFINITY));
    // What is measured must not be cut short either.
    const isLong = size.longest > longText || method === "plan" || method === "calibrate";
    const lane = embedding.includes(method) ? laneOf(options.lane, size.total, schedule) : undefined;
    const { deadline } = options;
    return { method, input, size, lane, isLong, deadline, expires: performance.now() + (deadline ?? Number.POSITIVE_INFINITY) };
  }

  /** The worker for a call that comes. One that would not be done in time is refused here: it costs the workers nothing. */
  function chooseFor({ isLong, lane, deadline }: MemberCall): PoolMember {
    const member = choose(isLong);
    if (lane !== undefined) requireTime(member.waiting, lane, deadline, member.lastStats()?.tokensPerMillisecond);
    return member;
  }

  /** Asks one worker and, should it die or the text be too long for it, one other. */
  async function askTwice(call: MemberCall): Promise<unknown> {
    try {
      return await chooseFor(call).ask(call);
    } catch (error) {
      if (performance.now() > call.expires || state !== "open") throw error;
      if (workers > 1 && NestvecError.is(error, "TEXT_OVER_BUDGET") && error.details.limit === longText) {
        return askAgain({ ...call, isLong: true });
      }
      if (!NestvecError.is(error, "WORKER_DIED") || error.details.retryAfterMilliseconds !== undefined) throw error;
      return askAgain(call);
    }
  }

  async function askAgain(call: MemberCall): Promise<unknown> {
    try {
      return await choose(call.isLong).ask(call);
    } catch (error) {
      if (!NestvecError.is(error, "WORKER_DIED")) throw error;
      throw new NestvecError("WORKER_DIED", { ...error.details, isReplaced: true });
    }
  }

  /** Every worker opens and runs what is wanted; one that dies over it is replaced by one that is asked, too. */
  async function warmUp(call: MemberCall): Promise<void> {
    const members = new Set([choose(false), ...living()]);
    const warm = async (member: PoolMember): Promise<void> => {
      try {
        await member.ask(call);
      } catch (error) {
        if (!NestvecError.is(error, "WORKER_DIED")) throw error;
        await askAgain(call);
      }
    };
    await Promise.all(Array.from(members, warm));
  }

  async function stats(): Promise<EngineStats> {
    const members = living();
    const answers = await Promise.all(members.map((member) => member.stats()));
    return {
      ...mergedStats([doneByDead, ...answers.filter((answer) => answer !== undefined)]),
      workers: members.length,
      restarts,
      heldByLongText: workers === 1 && members.some(({ isInLongRun }) => isInLongRun),
    };
  }

  async function open(): Promise<string> {
    const members: PoolMember[] = [];
    try {
      for (const place of places.keys()) members.push(enlist(place));
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
      return method === "warmUp" ? warmUp(call) : withinDeadline(call, askTwice(call));
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

// One that is still opening would keep a call waiting that another can answer now.
const isBefore = (left: PoolMember, right: PoolMember): boolean => (left.isOpen === right.isOpen ? left.load < right.load : left.isOpen);
