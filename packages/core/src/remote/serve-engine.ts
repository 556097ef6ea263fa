import type { BatchWatch } from "../engine/batch-watch.ts";
import { embedLayersOf } from "../engine/embed-layers.ts";
import type { Engine, RequestLife } from "../engine/engine.ts";
import { errorToData } from "../errors/error-data.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { LoadProgress } from "../platform/load-progress.ts";
import type { Clock, Signal } from "../platform/platform.ts";
import { idOfCall, readRequest, type Reply, type Request } from "./messages.ts";
import type { RemotePort } from "./port.ts";

/** What tells the side that asks. */
export interface ServedHooks {
  readonly batches: BatchWatch;
  readonly onProgress: (progress: LoadProgress) => void;
}

/**
 * Answers the requests that come over a port with an engine that is opened now. What opening it throws goes to the side that asks, and so do its
 * batches and its progress where `open` passes them on. The buffers of vectors are handed over. When the port closes, what runs is aborted and the engine is
 * disposed.
 * @example
 * ```ts
 * import { once } from "node:events";
 * import { MessageChannel } from "node:worker_threads";
 * import { meanOfRowsEngine } from "@nestvec/conformance";
 * import { serveEngine } from "@nestvec/core/remote";
 *
 * const { port1, port2 } = new MessageChannel(); // In a worker, the port is its `parentPort`.
 * const port = {
 *   postMessage: (message: unknown) => port2.postMessage(message),
 *   onMessage: (listener: (message: unknown) => void) => void port2.on("message", listener),
 *   onClose: (listener: (reason: string) => void) => void port2.on("close", () => listener("the port was closed")),
 *   close: () => port2.close(),
 * };
 * const clock = () => performance.now();
 * serveEngine(port, clock, async () => meanOfRowsEngine("colours", { grey: [1, 1], red: [1, 0] }));
 *
 * const [said] = await once(port1, "message");
 * console.log(said); // → { type: 'ready' }
 * port1.close();
 * ```
 */
export function serveEngine(port: RemotePort, clock: Clock, open: (hooks: ServedHooks) => Promise<Engine>): void {
  const running = new Map<number, Cancellation>();
  const send = (reply: Reply, transfer: readonly ArrayBufferLike[] = []): void => port.postMessage(reply, transfer);
  // An async function, so that what `open` throws at once is a rejection, too.
  const opening = (async () =>
    open({
      batches: {
        begin: (batch, stats) => send({ type: "begin", batch, stats }),
        end: (batch, stats) => send({ type: "end", batch, stats }),
      },
      onProgress: (progress) => send({ type: "progress", progress }),
    }))();

  opening.then(
    () => send({ type: "ready" }),
    (error: unknown) => send({ type: "refused", error: errorToData(error) }),
  );
  port.onMessage((message) => {
    const request = readRequest(message);
    if (request?.type === "call") return void answer(request);
    if (request?.type === "cancel") return running.get(request.id)?.abort(request.reason);
    const id = idOfCall(message);
    if (id === undefined) return;
    const details = { argument: "message", found: "a call of another form", expected: "one of the same version of this package" };
    send({ type: "failure", id, error: errorToData(new NestvecError("ARGUMENT_INVALID", details)) });
  });
  port.onClose((reason) => {
    for (const { abort } of running.values()) abort(reason);
    opening
      .then((engine) => engine.dispose())
      .catch(() => {
        // The other side is gone.
      });
  });

  async function answer(call: Extract<Request, { type: "call" }>): Promise<void> {
    const { id, remaining } = call;
    const cancel = cancellation();
    running.set(id, cancel);
    const life = { signal: cancel.signal, expires: remaining === undefined ? undefined : clock() + remaining };
    try {
      const found = await answerOf(await opening, call, life);
      const data = typeof found === "object" && "data" in found ? found.data : undefined;
      if (data === undefined) return send({ type: "answer", id, answer: found });
      // A view of a larger buffer would hand over what is not its own.
      const own = data.byteLength === data.buffer.byteLength ? data : data.slice();
      send({ type: "answer", id, answer: { ...found, data: own } }, [own.buffer]);
    } catch (error) {
      send({ type: "failure", id, error: errorToData(error) });
    } finally {
      running.delete(id);
    }
  }
}

async function answerOf(engine: Engine, call: Extract<Request, { type: "call" }>, life: RequestLife) {
  switch (call.verb) {
    case "embed":
      return engine.embed({ ...call.request, ...life });
    case "embedLayers":
      return embedLayersOf(engine, { ...call.request, ...life });
    case "dropStates":
      return engine.dropStates?.(call.request);
    case "embedTokens":
      return engine.embedTokens({ ...call.request, ...life });
    case "tokenize":
      return engine.tokenize({ ...call.request, ...life });
    case "decode":
      return engine.decode(call.request);
    case "warmUp":
      return engine.warmUp({ ...call.request, ...life });
    case "info":
      return engine.info();
    case "stats":
      return engine.stats();
    case "dispose":
      return engine.dispose();
  }
}

/** A signal that the caller's cancel message sets off. */
export interface Cancellation {
  readonly signal: Signal;
  abort(reason: unknown): void;
}

/** @see Cancellation */
function cancellation(): Cancellation {
  const listeners = new Set<() => void>();
  let aborted = false;
  let reason: unknown;
  return {
    signal: {
      get aborted() {
        return aborted;
      },
      get reason() {
        return reason;
      },
      addEventListener: (_type, listener) => void listeners.add(listener),
      removeEventListener: (_type, listener) => void listeners.delete(listener),
    },
    abort(why) {
      if (aborted) return;
      aborted = true;
      reason = why;
      for (const listener of listeners) listener();
      listeners.clear();
    },
  };
}
