import {
  type Embedder,
  type EmbedderOptions,
  embedderOver,
  type Engine,
  invalidArgument,
  type LoadProgress,
  messageOf,
  modelOptionNames,
  NestvecError,
  type OptionNames,
  requireOptions,
} from "@nestvec/core";
import { withCallersStack } from "@nestvec/core/remote";
import type { GivenFiles } from "../files/given-files.ts";
import { openStore, type CacheChoice } from "../files/open-store.ts";
import { textStore } from "../files/text-store.ts";
import { clock, sha256 } from "../platform/web-platform.ts";
import type { ModelSettings, OpenRequest } from "../open/open-here.ts";
import { chooseThreads } from "../onnxruntime/threads.ts";
import type { WebBuild } from "../onnxruntime/web-runtime.ts";
import { isUrl, modelPlace, withGraph } from "./model-place.ts";
import { workerEngine, type WorkerOptions } from "../worker/worker-engine.ts";
import { rankingPort } from "../worker/worker-port.ts";

/** How a model is loaded in a browser. */
export interface LoadOptions extends ModelSettings, EmbedderOptions {
  /** Where the work is done, downloads included: in a Web Worker, the default, or in the page, which stands still meanwhile. */
  readonly isolation?: "none" | "thread";
  /** The file that a worker runs, for pages that are built otherwise. Default: the package's own. */
  readonly workerUrl?: string | URL;
  /** A worker that the page made of this package's worker file. */
  readonly worker?: Worker;
  /** `"browser"`, the default, keeps files for the next visit; `"none"` until the embedder is gone. */
  readonly cache?: CacheChoice;
  /** Is told of downloads, when the model is loaded and when an exit is first used. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Is told what the caller should know before going on: texts without the prompt that a well-known model needs. Default: `console.warn`. */
  readonly onWarning?: (sentence: string) => void;
  /** Stops loading, not later work. What was downloaded by then is kept. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds after which ONNX Runtime, on several threads, is taken to hang when it opens an exit; then one thread does the work.
   * Default 60,000.
   */
  readonly createTimeoutMilliseconds?: number;
}

const loadOptionNames: OptionNames<LoadOptions> = {
  ...modelOptionNames,
  isolation: true,
  workerUrl: true,
  worker: true,
  cache: true,
  onProgress: true,
  onWarning: true,
  signal: true,
  createTimeoutMilliseconds: true,
  providers: true,
  threads: true,
  wasmPaths: true,
  memoryBytes: true,
  cacheBytes: true,
  observer: true,
};

/** What differs between the package's entries. */
export interface Entry {
  readonly build: WebBuild;
  /** Makes a worker of the package's own file. */
  readonly startWorker: () => Worker;
}

/** Loads a model with the build of an entry. @see loadModel */
export function loadModelWith(entry: Entry, model: string | URL | GivenFiles, options: LoadOptions = {}): Promise<Embedder> {
  return withCallersStack(2, () => load(entry, model, options));
}

async function load(entry: Entry, model: string | URL | GivenFiles, options: LoadOptions): Promise<Embedder> {
  requireOptions("loadModel", options, loadOptionNames);
  const {
    isolation = "thread",
    workerUrl,
    worker,
    cache = "browser",
    onProgress,
    onWarning = (sentence: string) => console.warn(sentence),
    signal,
    createTimeoutMilliseconds = 60_000,
    cacheBytes,
    observer,
    ...settings
  } = options;
  chooseThreads(settings.threads);
  if (isolation !== "none" && isolation !== "thread") throw invalidArgument("isolation", isolation, `"none" or "thread"`);
  if (isolation === "none" && (worker !== undefined || workerUrl !== undefined))
    throw invalidArgument("isolation", isolation, `"thread", or left out, with ${worker === undefined ? "workerUrl" : "worker"}`);
  if (workerUrl !== undefined && typeof workerUrl !== "string" && !isUrl(workerUrl)) throw invalidArgument("workerUrl", workerUrl, "a URL");
  if (cache !== "browser" && cache !== "none") throw invalidArgument("cache", cache, `"browser" or "none"`);
  if (!(createTimeoutMilliseconds > 0))
    throw invalidArgument("createTimeoutMilliseconds", createTimeoutMilliseconds, "a number of milliseconds above 0");
  const place = modelPlace(model);
  const request: OpenRequest = { model: place.model, settings: withGraph(settings, place.file), cache, notes: [] };
  const start = (): Worker => (workerUrl === undefined ? entry.startWorker() : new Worker(workerUrl, { type: "module", name: "nestvec" }));
  const engine = await openEngine(
    entry,
    request,
    isolation === "none" ? undefined : { start: () => worker ?? start(), canRestart: worker === undefined },
    { onProgress, createTimeoutMilliseconds, signal },
  );
  const store = textStore(await openStore(cache, () => {}));
  // A worker that the page made is the engine's: there, and in the page itself, ranking has none.
  const startRanking = isolation === "none" || worker !== undefined ? undefined : () => rankingPort(start());
  return embedderOver(engine, { clock, digest: sha256, store, startRanking, warn: onWarning }, { cacheBytes, observer });
}

async function openEngine(
  entry: Entry,
  request: OpenRequest,
  worker: Pick<WorkerOptions, "start" | "canRestart"> | undefined,
  options: Pick<WorkerOptions, "onProgress" | "createTimeoutMilliseconds" | "signal">,
): Promise<Engine> {
  if (worker === undefined) {
    const { openHere } = await import("../open/open-here.ts");
    return openHere(entry.build, request, options);
  }
  requirePlain(request);
  if (globalThis.Worker === undefined) {
    const problem = "there are no Web Workers here; on a server, take loadModel of @nestvec/runtime-node";
    throw new NestvecError("PLATFORM_UNSUPPORTED", { platform: "a place without Web Workers", problem });
  }
  return workerEngine(request, { ...options, ...worker });
}

function requirePlain(request: OpenRequest): void {
  try {
    structuredClone(request.settings);
  } catch (cause) {
    const found = messageOf(cause);
    const expected = `plain data, which can be sent to a worker; or pass isolation: "none"`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: "options", found, expected }, { cause });
  }
}
