import type { EngineStats } from "@nestvec/core";
import { remoteCaller, type RemoteCaller, type RemoteMethod } from "@nestvec/core/remote";
import type { CallSize } from "./call-size.ts";
import type { WorkerHandle } from "./worker-handle.ts";

/** What a deadline is exceeded by before the run that exceeds it is killed with its worker. */
const killGrace = 250;

/** How long a worker in a run is waited for when it is asked for its counts. Then those it gave last stand. */
const statsPatience = 250;

/** A call as a worker gets it. */
export interface MemberCall {
  readonly method: RemoteMethod;
  readonly input: readonly unknown[];
  readonly size: CallSize;
  /** Whether a text of it may hold the worker long. */
  readonly isLong: boolean;
  /** When its answer is of no use any more, by `performance.now`. Infinity: always of use. */
  readonly expires: number;
}

/** A worker in its place of a pool, with what it has to do. */
export interface PoolMember {
  readonly handle: WorkerHandle;
  readonly caller: RemoteCaller;
  /** Tokens of the calls that it has not finished. */
  readonly load: number;
  readonly calls: number;
  readonly holdsLongText: boolean;
  ask(call: MemberCall): Promise<unknown>;
  /** Its counts: as they are or, where it is in a run, as they were when it last gave them. */
  stats(): Promise<EngineStats | undefined>;
  /** The counts that it gave last. */
  lastStats(): EngineStats | undefined;
}

/** @see PoolMember. `onIdle` is called when it has finished its last call. */
export function poolMember(handle: WorkerHandle, onIdle: () => void): PoolMember {
  const caller = remoteCaller(handle.port, { worker: handle.kind });
  const underWay = new Set<MemberCall>();
  let load = 0;
  let last: EngineStats | undefined;

  /** Kills the worker once nothing that it may be running is of use to anybody: a run cannot be stopped. */
  function killWhenUseless(): void {
    const now = performance.now();
    if ([...underWay].some(({ expires }) => expires > now)) return;
    handle.kill?.("killed: its run went past the deadline of its calls");
  }

  return {
    handle,
    caller,
    get load() {
      return load;
    },
    get calls() {
      return underWay.size;
    },
    get holdsLongText() {
      return [...underWay].some(({ isLong }) => isLong);
    },
    async ask(call) {
      underWay.add(call);
      load += call.size.total;
      handle.hold(true);
      const { answer, finished } = caller.call(call.method, call.input);
      const wait = call.expires - performance.now() + killGrace;
      const watch = handle.kill === undefined || wait > 2 ** 31 - 1 ? undefined : setTimeout(killWhenUseless, Math.max(1, wait)).unref();
      void finished.then(() => {
        clearTimeout(watch);
        underWay.delete(call);
        load -= call.size.total;
        if (underWay.size === 0) onIdle();
      });
      return answer;
    },
    async stats() {
      let timer: NodeJS.Timeout | undefined;
      const asked = caller.call("stats", []).answer.then(
        (answer) => (last = answer as EngineStats),
        () => last,
      );
      const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, statsPatience)));
      await Promise.race([asked, patience]);
      clearTimeout(timer);
      return last;
    },
    lastStats: () => last,
  };
}
