import { NestvecError, type Engine, type EngineStats, type LoadProgress, type ScheduleOptions, type WarmUpRequest } from "@nestvec/core";
import type { RemoteEngine } from "@nestvec/core/remote";
import { breaker } from "./breaker.ts";
import { embedCall, type PoolCall, type TextsToEmbed } from "./pool-call.ts";
import { mergedStats, statsOfDead, type PoolStats } from "./merged-stats.ts";
import { askMember, isBefore, longText, poolMember, type PoolMember } from "./pool-member.ts";
import type { WorkerHandle } from "./worker-handle.ts";

/** Some workers that serve the same model, as one engine. */
export interface EnginePool extends Engine<PoolStats> {
  /** When every worker has the model open. @throws NestvecError what opening it threw, or WORKER_DIED */
  readonly ready: Promise<void>;
}

/** What a pool goes by. */
export interface PoolOptions {
  /** The workers' schedule. */
  readonly schedule?: ScheduleOptions | undefined;
  /** Is told how far the model's files are loaded. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** The breaker's. */
  readonly clock?: () => number;
}

/**
 * Keeps `workers` workers alive and evenly loaded: a request goes to the least loaded, and to another when that one dies. `start` starts the one
 * for a place; where there are several, that of place 0 must refuse texts of over `longText` tokens with TEXT_OVER_BUDGET, since only a worker can
 * count tokens.
 */
export function enginePool(
  start: (place: number) => WorkerHandle,
  workers: number,
  { schedule, onProgress, clock = () => performance.now() }: PoolOptions = {},
): EnginePool {
  const places: (PoolMember | undefined)[] = Array.from({ length: workers }, () => undefined);
  // The workers that have kept states, by their names.
  const keepers = new Map<string, PoolMember>();
  const { died, pause, onTrial } = breaker(clock);
  let state: "opening" | "open" | "disposed" = "opening";
  let longestText = Number.POSITIVE_INFINITY;
  let restarts = 0;
  let doneByDead: EngineStats = mergedStats([]);
  // Batches that dead workers had finished, and how many all had at the last death.
  let finishedByDead = 0;
  let finishedAtDeath = 0;
  let lastDeath: { readonly worker: string; readonly reason: string } = { worker: "worker", reason: "" };

  /** @throws NestvecError WORKER_DIED where not even a worker could be started */
  function enlist(place: number): PoolMember {
    const handle = started(place);
    const member = poolMember(handle, {
      schedule,
      // All load the same files.
      onProgress: place === 0 ? onProgress : undefined,
      onIdle() {
        if (state === "open") handle.hold(false);
      },
    });
    places[place] = member;
    if (state === "open") handle.hold(false);
    // A model that cannot be opened again leaves a worker of no use.
    member.engine.ready.catch(() => handle.port.close());
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

  /** The worker that has the states of a call or, where there is none, the least loaded of those that may take it. */
  function choose({ isLong, states }: Pick<PoolCall<unknown>, "isLong" | "states">): PoolMember {
    const keeper = states === undefined ? undefined : keepers.get(states);
    const isUsable = keeper !== undefined && places.includes(keeper) && !(isLong && workers > 1 && keeper === places[0]);
    const member = isUsable ? keeper : leastLoaded(isLong);
    if (states !== undefined) keepers.set(states, member);
    return member;
  }

  function leastLoaded(isLong: boolean): PoolMember {
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

  /** Asks one worker and, should it die or the text be too long for it, one other. */
  async function askTwice<Answer>(call: PoolCall<Answer>): Promise<Answer> {
    try {
      const member = choose(call);
      // One that would not be done in time is refused here: it costs the workers nothing.
      call.check?.(member);
      return await askMember(member, call.ask);
    } catch (error) {
      if ((call.expires !== undefined && performance.now() > call.expires) || state !== "open") throw error;
      if (workers > 1 && NestvecError.is(error, "TEXT_OVER_BUDGET") && error.details.limit === longText) {
        return askAgain({ ...call, isLong: true });
      }
      if (!NestvecError.is(error, "WORKER_DIED") || error.details.retryAfterMilliseconds !== undefined) throw error;
      return askAgain(call);
    }
  }

  async function askAgain<Answer>(call: PoolCall<Answer>): Promise<Answer> {
    try {
      return await askMember(choose(call), call.ask);
    } catch (error) {
      if (!NestvecError.is(error, "WORKER_DIED")) throw error;
      throw new NestvecError("WORKER_DIED", { ...error.details, isReplaced: true });
    }
  }

  const askToEmbed = <Answer>(request: TextsToEmbed, ask: (engine: RemoteEngine) => Promise<Answer>): Promise<Answer> =>
    askTwice(embedCall(request, { workers, longestText, schedule }, ask));

  /** Every worker opens and runs what is wanted; one that dies over it is replaced by one that is asked, too. */
  async function warmUp(request: WarmUpRequest): Promise<void> {
    const ask = (engine: Engine): Promise<void> => engine.warmUp(request);
    const members = new Set([leastLoaded(false), ...living()]);
    const warm = async (member: PoolMember): Promise<void> => {
      try {
        await askMember(member, ask);
      } catch (error) {
        if (!NestvecError.is(error, "WORKER_DIED")) throw error;
        await askAgain({ isLong: false, expires: request.expires, ask });
      }
    };
    await Promise.all(Array.from(members, warm));
  }

  async function stats(): Promise<PoolStats> {
    const members = living();
    const answers = await Promise.all(members.map((member) => member.stats()));
    return {
      ...mergedStats([doneByDead, ...answers.filter((answer) => answer !== undefined)]),
      workers: members.length,
      restarts,
      heldByLongText: workers === 1 && members.some(({ isInLongRun }) => isInLongRun),
    };
  }

  async function open(): Promise<void> {
    const members: PoolMember[] = [];
    try {
      for (const place of places.keys()) members.push(enlist(place));
      await Promise.all(members.map(({ engine }) => engine.ready));
      // That of place 0 takes short texts only, where there are others.
      const info = await members.at(-1)?.engine.info();
      if (info !== undefined) longestText = info.longestText;
      state = "open";
      for (const { handle } of members) handle.hold(false);
    } catch (error) {
      state = "disposed";
      for (const { handle } of members) handle.port.close();
      throw error;
    }
  }

  const ready = open();
  // Whoever does not wait for it is told by the calls.
  ready.catch(() => {});
  return {
    ready,
    // The one that takes long texts, where they differ.
    info: () => askTwice({ isLong: workers > 1, expires: undefined, ask: (engine) => engine.info() }),
    embed: (request) => askToEmbed(request, (engine) => engine.embed(request)),
    embedLayers: (request) => askToEmbed(request, (engine) => engine.embedLayers(request)),
    async dropStates(name) {
      const keeper = keepers.get(name);
      keepers.delete(name);
      // One that is gone has taken them along.
      if (keeper !== undefined && places.includes(keeper)) await keeper.engine.dropStates(name);
    },
    embedTokens: (request) => askToEmbed(request, (engine) => engine.embedTokens(request)),
    tokenize: (request) => askTwice({ isLong: false, expires: request.expires, ask: (engine) => engine.tokenize(request) }),
    decode: (request) => askTwice({ isLong: false, expires: undefined, ask: (engine) => engine.decode(request) }),
    warmUp,
    stats,
    async dispose() {
      state = "disposed";
      await Promise.all(
        living().map(async ({ handle, engine }) => {
          handle.hold(true);
          // One that dies meanwhile is as gone as it should be.
          await engine.dispose().catch(() => handle.port.close());
          await handle.ended;
        }),
      );
    },
  };
}
