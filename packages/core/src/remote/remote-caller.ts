import { onAbort, requireSignal } from "../abort.ts";
import { NestvecError } from "../errors.ts";
import { requireOptions } from "../option-names.ts";
import type { Signal } from "../platform.ts";
import { isMessage, type Reply, type Request } from "./messages.ts";
import { remoteMethods, type RemoteMethod } from "./methods.ts";
import { unpackAnswer } from "./packed-answer.ts";
import type { RemotePort } from "./port.ts";
import { errorFromData, textOf } from "./remote-error.ts";
import { withoutSignal } from "./signals.ts";

/** One call to the other side. */
export interface RemoteCall {
  /** What the caller gets. Aborted at once when its signal is, while the other side may still be at work. */
  readonly answer: Promise<unknown>;
  /** When the other side is done with it, however it ended. Never rejects. */
  readonly finished: Promise<void>;
}

/** Calls an embedder on the other side of a port. */
export interface RemoteCaller {
  /** When the model is open there: its name. @throws NestvecError what opening it threw, or WORKER_DIED */
  readonly ready: Promise<string>;
  /** Calls a method; before the model is open, the call waits there. */
  call(method: RemoteMethod, input: readonly unknown[]): RemoteCall;
  /** Disposes the embedder there, work under way first, and closes the port. */
  dispose(): Promise<void>;
}

/** What is called a worker in messages, such as "worker thread". */
export interface RemoteOptions {
  readonly worker?: string;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

/** @see RemoteCaller */
export function remoteCaller(port: RemotePort, options: RemoteOptions = {}): RemoteCaller {
  requireOptions<RemoteOptions>("remoteCaller", options, { worker: true });
  const { worker = "worker" } = options;
  const waiting = new Map<number, Waiting>();
  const opening = deferred<string>();
  // Whoever does not wait for it is told by the calls.
  opening.promise.catch(nothing);
  let lastId = 0;
  let dead: NestvecError<"WORKER_DIED"> | undefined;

  port.onMessage((message) => {
    if (!isMessage<Reply>(message, ["ready", "refused", "answer", "failure"])) return;
    if (message.type === "ready") return opening.resolve(message.model);
    if (message.type === "refused") return opening.reject(errorFromData(message.error));
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === "answer") call?.resolve(unpackAnswer(message.answer));
    else call?.reject(errorFromData(message.error));
  });
  port.onClose((reason) => {
    dead = new NestvecError("WORKER_DIED", { worker, reason });
    opening.reject(dead);
    for (const call of waiting.values()) call.reject(new NestvecError("WORKER_DIED", { worker, reason }));
    waiting.clear();
  });

  function send(id: number, request: Request): Promise<unknown> {
    if (dead !== undefined) return Promise.reject(new NestvecError("WORKER_DIED", dead.details));
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      try {
        port.postMessage(request, []);
      } catch (cause) {
        waiting.delete(id);
        const expected = "plain data, which can be sent to a worker";
        const argument = request.type === "call" ? `arguments of ${request.method}` : request.type;
        reject(new NestvecError("ARGUMENT_INVALID", { argument, found: textOf(cause), expected }, { cause }));
      }
    });
  }

  return {
    ready: opening.promise,
    call(method, input) {
      const { plain, signal, place } = withoutSignal(input);
      requireSignal(signal);
      if (signal?.aborted === true) return { answer: Promise.reject(aborted(method, signal)), finished: Promise.resolve() };
      const id = ++lastId;
      const sent = send(id, { type: "call", id, method, input: plain, ...(place === undefined ? {} : { signalled: place }) });
      const finished = sent.then(nothing, nothing);
      if (signal === undefined) return { answer: sent, finished };
      const left = deferred<never>();
      const cancelAbort = onAbort(signal, () => {
        left.reject(aborted(method, signal));
        if (waiting.has(id)) port.postMessage({ type: "cancel", id, reason: textOf(signal.reason) } satisfies Request, []);
      });
      void finished.then(cancelAbort);
      return { answer: Promise.race([sent, left.promise]), finished };
    },
    async dispose() {
      const id = ++lastId;
      await send(id, { type: "dispose", id });
      port.close();
    },
  };
}

const nothing = (): void => {};

// Promise.withResolvers, which Node 20 has not.
function deferred<T>(): Deferred<T> {
  let parts: Omit<Deferred<T>, "promise"> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    parts = { resolve, reject };
  });
  return { promise, resolve: (value) => parts?.resolve(value), reject: (error) => parts?.reject(error) };
}

const aborted = (method: RemoteMethod, signal: Signal): NestvecError =>
  new NestvecError("ABORTED", { what: remoteMethods[method] }, { cause: signal.reason });
