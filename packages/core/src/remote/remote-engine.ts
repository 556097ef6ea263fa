import { onAbort } from "../platform/abort.ts";
import type { BatchBegin, BatchEnd } from "../engine/batch-watch.ts";
import type { EmbedLayersRequest, Engine, Lane, LayersAnswer, RequestLife, TextInput } from "../engine/engine.ts";
import { requestSize } from "../engine/request-size.ts";
import type { EngineStats } from "../engine/stats.ts";
import { errorFromData, textOf } from "../errors/error-data.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { LoadProgress } from "../platform/load-progress.ts";
import type { After, Clock } from "../platform/platform.ts";
import type { WaitingByLane } from "../schedule/admission.ts";
import type { Check, Sent } from "./checks.ts";
import { answerChecks, readReply, type Request, type Verb, type Verbs } from "./messages.ts";
import type { RemotePort } from "./port.ts";

/** What a remote engine needs of its callers' platform, and its reports about the other side. */
export interface RemoteEngineOptions {
  readonly clock: Clock;
  readonly after: After;
  /** What messages call the other side, such as "worker thread". */
  readonly worker?: string;
  /** The lane of a request of about so many tokens on the other side. Default: the requested one, else interactive. */
  readonly laneOf?: (lane: Lane | undefined, tokens: number) => Lane;
  /** Called when the other side has finished all requests. */
  readonly onIdle?: () => void;
  /** Called with the progress of loading, if the other side reports it. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Called for the other side's batches, if it reports them: during a run it cannot answer. */
  readonly onBegin?: (batch: BatchBegin, stats: EngineStats) => void;
  readonly onEnd?: (batch: BatchEnd, stats: EngineStats) => void;
}

/** An engine on the other side of a port. */
export interface RemoteEngine extends Engine {
  /** Whether in one pass, the other side knows. */
  embedLayers(request: EmbedLayersRequest): Promise<LayersAnswer>;
  dropStates(name: string): Promise<void>;
  /** When the engine is open there. @throws NestvecError what opening it threw, or WORKER_DIED */
  readonly ready: Promise<void>;
  /** Tokens of the requests that the other side has not finished, about, and one for each request. */
  readonly load: number;
  /** Texts and tokens of those among them that are to be embedded, by the lane that they wait in. */
  readonly embedding: WaitingByLane;
}

/** What a call is called in messages. */
const named: Readonly<Record<Verb, string>> = {
  embed: "embedding",
  embedLayers: "embedding",
  dropStates: "question",
  embedTokens: "embedding",
  tokenize: "tokenizing",
  decode: "decoding",
  info: "question",
  warmUp: "warming up",
  stats: "question",
  dispose: "disposal",
};

/** What the other side has beyond a deadline to say itself how much was left, before its caller is answered without it. */
const answerGrace = 25;

/** The longest time that timers of every platform take. */
const longestTimer = 2 ** 31 - 1;

/** A call that the other side has not finished. */
interface Pending {
  /** Counts it, or counts it no more. */
  count(sign: 1 | -1): void;
  answer(answer: unknown): void;
  fail(error: Error): void;
}

/**
 * The engine that `serveEngine` serves on the other side of a port. Texts go over; the buffer of the vectors comes back, handed over where the
 * channel can. A signal and a deadline act at once here, and before the next batch there.
 * @example
 * ```ts
 * import { MessageChannel, type MessagePort } from "node:worker_threads";
 * import { meanOfRowsEngine } from "@nestvec/conformance";
 * import { remoteEngine, serveEngine, type RemotePort } from "@nestvec/core/remote";
 * import { after } from "@nestvec/runtime-node";
 *
 * const asPort = (port: MessagePort): RemotePort => ({
 *   postMessage: (message) => port.postMessage(message),
 *   onMessage: (listener) => void port.on("message", listener),
 *   onClose: (listener) => void port.on("close", () => listener("the port was closed")),
 *   close: () => port.close(),
 * });
 * const clock = () => performance.now();
 * const { port1, port2 } = new MessageChannel();
 * // In the worker:
 * serveEngine(asPort(port2), clock, async () => meanOfRowsEngine("colours", { grey: [1, 1], red: [1, 0] }));
 * // Where it is called from:
 * const engine = remoteEngine(asPort(port1), { clock, after });
 * console.log((await engine.info()).name); // → colours
 * await engine.dispose();
 * ```
 */
export function remoteEngine(port: RemotePort, options: RemoteEngineOptions): RemoteEngine {
  const { clock, after, worker = "worker", laneOf = (lane = "interactive") => lane, onIdle, onProgress, onBegin, onEnd } = options;
  const pending = new Map<number, Pending>();
  const embedding: Record<Lane, { texts: number; tokens: number }> = {
    interactive: { texts: 0, tokens: 0 },
    bulk: { texts: 0, tokens: 0 },
  };
  let load = 0;
  let lastId = 0;
  let closed: string | undefined;
  const died = (reason: string): NestvecError => new NestvecError("WORKER_DIED", { worker, reason });
  let opened: (() => void) | undefined;
  let refused: ((error: Error) => void) | undefined;
  const ready = new Promise<void>((resolve, reject) => {
    opened = resolve;
    refused = reject;
  });
  // Callers that do not await it get the error from their calls.
  ready.catch(() => {});

  port.onMessage((message) => {
    const reply = readReply(message);
    switch (reply?.type) {
      case "ready":
        return opened?.();
      case "refused":
        return refused?.(errorFromData(reply.error));
      case "progress":
        return onProgress?.(reply.progress);
      case "begin":
        return onBegin?.(reply.batch, reply.stats);
      case "end":
        return onEnd?.(reply.batch, reply.stats);
      case "answer":
        return finished(reply.id)?.answer(reply.answer);
      case "failure":
        return finished(reply.id)?.fail(errorFromData(reply.error));
      case undefined:
    }
  });
  port.onClose((reason) => {
    closed = reason;
    refused?.(died(reason));
    for (const [id, call] of pending) {
      finished(id);
      call.fail(died(reason));
    }
  });

  function finished(id: number): Pending | undefined {
    const call = pending.get(id);
    if (call === undefined) return undefined;
    pending.delete(id);
    call.count(-1);
    if (pending.size === 0) onIdle?.();
    return call;
  }

  function ask<Name extends Verb>(
    verb: Name,
    request: Sent<Verbs[Name]["request"]>,
    { signal, expires, texts = [], lane }: RequestLife & { readonly texts?: readonly TextInput[]; readonly lane?: Lane | undefined } = {},
  ): Promise<Verbs[Name]["answer"]> {
    const check: Check<Verbs[Name]["answer"]> = answerChecks[verb];
    const { tokens } = requestSize(texts);
    const remaining = expires === undefined ? undefined : expires - clock();
    const tooLate = (): NestvecError =>
      new NestvecError("DEADLINE_EXCEEDED", {
        what: named[verb],
        deadlineMilliseconds: Math.max(0, Math.round(remaining ?? 0)),
        unfinishedTexts: texts.length,
      });
    return new Promise((resolve, reject) => {
      if (closed !== undefined) return reject(died(closed));
      if (signal?.aborted === true) return reject(new NestvecError("ABORTED", { what: named[verb] }, { cause: signal.reason }));
      const id = ++lastId;
      const cancelAbort = onAbort(signal, () => {
        if (pending.has(id)) port.postMessage({ type: "cancel", id, reason: textOf(signal?.reason) } satisfies Request, []);
        reject(new NestvecError("ABORTED", { what: named[verb] }, { cause: signal?.reason }));
      });
      const cancelTimer =
        remaining === undefined || remaining + answerGrace > longestTimer
          ? () => {}
          : after(Math.max(1, remaining + answerGrace), () => reject(tooLate()));
      const call: Pending = {
        count(sign) {
          load += sign * (tokens + 1);
          if (named[verb] !== named.embed) return;
          const waiting = embedding[laneOf(lane, tokens)];
          waiting.texts += sign * texts.length;
          waiting.tokens += sign * tokens;
        },
        answer(answer) {
          cancelAbort();
          cancelTimer();
          if (check(answer)) resolve(answer);
          else reject(died(`it answered ${named[verb]} with what is no answer to it`));
        },
        fail(error) {
          cancelAbort();
          cancelTimer();
          reject(error);
        },
      };
      pending.set(id, call);
      call.count(1);
      try {
        port.postMessage({ type: "call", id, verb, request, remaining }, []);
      } catch (cause) {
        finished(id);
        const expected = "plain data, which can be sent to a worker";
        call.fail(new NestvecError("ARGUMENT_INVALID", { argument: `arguments of ${verb}`, found: textOf(cause), expected }, { cause }));
      }
    });
  }

  return {
    ready,
    get load() {
      return load;
    },
    embedding,
    info: () => ask("info", undefined),
    embed: async ({ signal, expires, ...request }) => withOwnBuffer(await ask("embed", request, { signal, expires, ...request })),
    embedLayers: async ({ signal, expires, ...request }) =>
      withOwnBuffer(await ask("embedLayers", request, { signal, expires, ...request })),
    dropStates: (name) => ask("dropStates", name),
    embedTokens: async ({ signal, expires, ...request }) =>
      withOwnBuffer(await ask("embedTokens", request, { signal, expires, ...request })),
    tokenize: ({ signal, expires, ...request }) => ask("tokenize", request, { signal, expires, texts: request.texts }),
    decode: (request) => ask("decode", request),
    warmUp: ({ signal, expires, ...request }) => ask("warmUp", request, { signal, expires }),
    stats: () => ask("stats", undefined),
    async dispose() {
      await ask("dispose", undefined);
      port.close();
    },
  };
}

/**
 * An answer whose vectors have a buffer of their own: a channel that copies may hand out a view into a buffer that other answers share. Nor is it of
 * Node's own realm where a test runner's context asked.
 */
function withOwnBuffer<Answer extends { readonly data: Float32Array }>(answer: Answer): Answer {
  const { data } = answer;
  const own = data.byteLength === data.buffer.byteLength ? data : data.slice();
  return { ...answer, data: new Float32Array(own.buffer) };
}
