import { NestvecError, type Engine, type LoadProgress } from "@nestvec/core";
import { remoteEngine, type RemoteEngine } from "@nestvec/core/remote";
import { clock, after } from "../platform/web-platform.ts";
import type { OpenRequest } from "../open/open-here.ts";
import { chooseThreads } from "../onnxruntime/threads.ts";
import { isHostMessage, type OpenMessage } from "./messages.ts";
import { workerPort, type WorkerPort } from "./worker-port.ts";

/** A model in a Web Worker. */
export interface WorkerOptions {
  /** Makes a worker, or gives the one that the page made. */
  readonly start: () => Worker;
  /** Whether another can be made in place of one that hangs or died. */
  readonly canRestart: boolean;
  readonly onProgress: ((progress: LoadProgress) => void) | undefined;
  /** Milliseconds after which ONNX Runtime, on several threads, is taken to hang when it makes a session. */
  readonly createTimeoutMilliseconds: number;
  readonly signal: AbortSignal | undefined;
}

interface Attempt {
  readonly port: WorkerPort;
  readonly engine: RemoteEngine;
}

/**
 * The engine of a model in a Web Worker. ONNX Runtime has been seen to hang for good when it makes a session on several threads: then another
 * worker takes over with one thread, is asked again what was not answered, and `info()` says so.
 * @throws NestvecError as `loadModel`
 */
export async function workerEngine(request: OpenRequest, options: WorkerOptions): Promise<Engine> {
  const { start, canRestart, onProgress, createTimeoutMilliseconds, signal } = options;
  const { threads } = chooseThreads(request.settings.threads);
  let asked = request;
  let isDead = false;
  let current = launch();

  function launch(): Attempt {
    isDead = false;
    let watch: ReturnType<typeof setTimeout> | undefined;
    const besides = (message: unknown): void => {
      if (!isHostMessage(message)) return;
      clearTimeout(watch);
      if (message.step === "begin" && asked.settings.threads !== 1 && threads > 1)
        watch = setTimeout(() => hangs(attempt), createTimeoutMilliseconds);
    };
    const port = workerPort(start(), besides);
    const engine = remoteEngine(port, { clock, after, worker: "Web Worker", onProgress });
    const attempt = { port, engine };
    port.postMessage({ type: "nestvec: open", request: asked } satisfies OpenMessage, []);
    return attempt;
  }

  function hangs({ port }: Attempt): void {
    if (port.isClosed) return;
    const seconds = (createTimeoutMilliseconds / 1000).toLocaleString("en-US");
    const reason = `ONNX Runtime did not finish making a session on ${threads} threads within ${seconds} s`;
    if (!canRestart) return port.fail(`${reason}; load the model with threads: 1`);
    const notes = [...asked.notes, `One thread in place of ${threads}: ${reason}.`];
    asked = { ...asked, notes, settings: { ...asked.settings, threads: 1 } };
    current = launch();
    port.fail(reason);
  }

  /** Asks the worker there is, and again the one that took its place meanwhile. */
  async function ask<T>(work: (engine: RemoteEngine) => Promise<T>): Promise<T> {
    if (isDead && canRestart) current = launch();
    const attempt = current;
    try {
      return await work(attempt.engine);
    } catch (error) {
      if (!NestvecError.is(error, "WORKER_DIED")) throw error;
      if (attempt !== current) return ask(work);
      isDead = true;
      throw error;
    }
  }

  const leave = (): void => current.port.fail("aborted");
  signal?.addEventListener("abort", leave);
  try {
    if (signal?.aborted === true) leave();
    await ask(({ ready }) => ready);
    return {
      info: () => ask((engine) => engine.info()),
      embed: (query) => ask((engine) => engine.embed(query)),
      embedLayers: (query) => ask((engine) => engine.embedLayers(query)),
      // A worker that is gone has taken them along.
      dropStates: async (name) => (isDead ? undefined : current.engine.dropStates(name)),
      embedTokens: (query) => ask((engine) => engine.embedTokens(query)),
      tokenize: (query) => ask((engine) => engine.tokenize(query)),
      decode: (query) => ask((engine) => engine.decode(query)),
      warmUp: (query) => ask((engine) => engine.warmUp(query)),
      stats: () => ask((engine) => engine.stats()),
      dispose: async () => (isDead ? undefined : current.engine.dispose()),
    };
  } catch (error) {
    current.port.close();
    if (signal?.aborted === true) throw new NestvecError("ABORTED", { what: "loading" }, { cause: signal.reason });
    throw error;
  } finally {
    signal?.removeEventListener("abort", leave);
  }
}
