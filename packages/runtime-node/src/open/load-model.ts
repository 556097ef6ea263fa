import { isMainThread } from "node:worker_threads";
import {
  type Embedder,
  type EmbedderOptions,
  embedderOver,
  type Engine,
  type EngineStats,
  invalidArgument,
  type LoadProgress,
  modelOptionNames,
  type OptionNames,
  requireOptions,
  requireRecord,
  requireSignal,
  type Signal,
  throwIfAborted,
  unlessAborted,
} from "@nestvec/core";
import { isProvider } from "@nestvec/core/onnx-runtime";
import { withCallersStack } from "@nestvec/core/remote";
import { attentionBudget } from "../machine/attention-budget.ts";
import { cacheStore } from "../platform/cache-store.ts";
import { loadIsolated, workerEntry } from "../isolation/load-isolated.ts";
import { startRankThread } from "../isolation/rank-thread.ts";
import type { PoolStats } from "../isolation/merged-stats.ts";
import type { ModelSettings } from "../isolation/worker-handle.ts";
import { ofPartlyCached, type PullChoice } from "../files/hub-model.ts";
import { workerFile } from "../files/package-files.ts";
import { modelPlace } from "../files/model-place.ts";
import { requireRuntimeChoice } from "../onnxruntime/either-runtime.ts";
import { nodeRuntimeOptionNames } from "../onnxruntime/node-runtime.ts";
import { countProviders, type ProviderStats } from "./count-providers.ts";
import { openHere } from "./open-here.ts";
import { clock, sha256 } from "../platform/node-platform.ts";
import { watchOthers, watchOthersBefore } from "../platform/watch-others.ts";

/** How a model is loaded in Node. Plain data. */
export interface LoadOptions extends ModelSettings, EmbedderOptions {
  /**
   * Where the work is done, tokenizing included: in the caller's own thread, which it blocks; in a worker thread, the default of the main
   * thread; or in child processes, whose end is not the host's, the default of any other thread, and for providers that have a module of their own.
   */
  readonly isolation?: "none" | "thread" | "process" | undefined;
  /** How many child processes share the calls, with `isolation: "process"`. Default 1. */
  readonly workers?: number | undefined;
  /** The file that a worker runs, for applications that are built into one file. Default: the package's own. */
  readonly workerUrl?: string | URL | undefined;
  /**
   * Whether a repository of the Hugging Face hub, `"ORG/NAME"`, is downloaded, and how: `{ layers: [6] }` gets one exit. Default: only what was downloaded
   * before is loaded.
   */
  readonly pull?: PullChoice | undefined;
  /** Is told how far the model's files are downloaded and loaded, at first and when an exit is first used. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /**
   * Is told what the caller should know before going on, as a sentence: texts without the prompt that a well-known model needs. Default:
   * `process.emitWarning`.
   */
  readonly onWarning?: ((sentence: string) => void) | undefined;
  /** Stops loading, not later work. */
  readonly signal?: Signal | undefined;
}

/** The counts of a model in Node: its engine's, its workers' where it runs in workers of its own, and those of its execution providers. */
export type ModelStats = EngineStats & Partial<PoolStats> & Partial<ProviderStats>;

const loadOptionNames: OptionNames<LoadOptions> = {
  ...modelOptionNames,
  isolation: true,
  workers: true,
  workerUrl: true,
  pull: true,
  onProgress: true,
  onWarning: true,
  signal: true,
  ...nodeRuntimeOptionNames,
  tokenizerCache: true,
  cacheBytes: true,
  observer: true,
};

/**
 * Loads a model: a directory in one of the layouts that the documentation lists, with or without its `onnx/` folder, by its path or `file:` URL, or
 * `"nestvec-mini"`, the bundled model and the default. The path of a graph, `*.onnx`, stands for the model around it with that graph. What is no folder may be the name of a
 * repository of the Hugging Face hub, `"ORG/NAME"` or `"ORG/NAME@REVISION"`: it is looked for in the hub's cache, and downloaded with `pull`. Graphs are opened when an exit is first used.
 * @throws NestvecError MODEL_NOT_FOUND, GRAPH_UNAVAILABLE, CONFIG_INVALID, FILE_MISSING, FILE_TRUNCATED, MODULE_UNSUPPORTED, TOKENIZER_UNUSABLE, ARGUMENT_INVALID,
 * WORKER_DIED where a worker cannot be started, and with `pull` as `pullModel`
 * @example
 * ```ts
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * await using embedder = await loadModel("nestvec-mini", { threads: 1 }); // or the folder of a model
 * const { vectors } = await embedder.embed(["nesting dolls"], { layer: 3, dimension: 128 });
 * console.log(vectors[0]?.length); // → 128
 * ```
 */
export function loadModel(model: string | URL = "nestvec-mini", options: LoadOptions = {}): Promise<Embedder<ModelStats>> {
  return withCallersStack(1, () => load(model, options));
}

async function load(model: string | URL, options: LoadOptions): Promise<Embedder<ModelStats>> {
  requireOptions("loadModel", options, loadOptionNames);
  requireSignal(options.signal);
  throwIfAborted(options.signal, "loading");
  const {
    isolation = isMainThread && !hasDrivers(options.providers) ? "thread" : "process",
    workers = 1,
    workerUrl,
    pull,
    onProgress,
    onWarning,
    signal,
    cacheBytes,
    observer,
    ...given
  } = options;
  const { schedule } = given;
  if (schedule !== undefined) requireRecord("schedule", schedule);
  if (given.runtime !== undefined) requireRuntimeChoice(given.runtime);
  requireIsolation(isolation, workers);
  const { dtype, file: named, pooling, maxTokens } = given;
  const place = await modelPlace(model, pull, { dtype, file: named, pooling, maxTokens, onProgress, signal });
  const { folder, file } = place;
  if (file !== undefined) requireNoChoice(given);
  const settings = {
    ...given,
    file: file ?? named,
    schedule: { ...schedule, attentionScores: schedule?.attentionScores ?? attentionBudget(workers) },
  };
  const opening: Promise<Engine<ModelStats>> =
    isolation === "none"
      ? openHere(folder, settings, { onProgress, entryUrl: entryUrlHere(workerUrl) })
      : loadIsolated(folder, settings, { isolation, workers, workerUrl, onProgress });
  const opened = await unlessAborted(signal, "loading", opening).catch((error: unknown) => {
    // What is opened for nobody is closed again.
    void opening.then((late) => late.dispose()).catch(() => {});
    throw ofPartlyCached(error, String(model), place);
  });
  const warn = onWarning ?? ((sentence: string) => process.emitWarning(sentence, "NestvecWarning"));
  const [first] = given.providers ?? [];
  const engine = countProviders(opened, { wanted: first?.module === undefined ? undefined : first.name, warn });
  const platform = {
    clock,
    digest: sha256,
    store: cacheStore(),
    startRanking: isolation === "none" ? undefined : () => startRankThread(workerEntry(workerUrl)),
    watchOthers: isolation === "process" ? watchOthersBefore : watchOthers,
    warn,
  };
  return embedderOver<ModelStats>(engine, platform, { cacheBytes, observer });
}

/** A driver that hangs or crashes takes the process along that it is in. */
const hasDrivers = (providers: unknown): boolean =>
  Array.isArray(providers) && providers.some((provider) => isProvider(provider) && provider.module !== undefined);

/** A bundle without a worker of its own starts no thread. */
export function entryUrlHere(given: LoadOptions["workerUrl"]): string | undefined {
  const entry = given ?? workerFile();
  return typeof entry === "object" && "problem" in entry ? undefined : String(entry);
}

/** The path of a graph says which one is meant. */
function requireNoChoice({ dtype, file }: ModelSettings): void {
  const expected = "left out where the model is given as the path of a graph";
  if (dtype !== undefined && dtype !== "auto") throw invalidArgument("dtype", dtype, expected);
  if (file !== undefined) throw invalidArgument("file", file, expected);
}

/** More would be a slip of the keyboard, and would take the machine down. */
const mostWorkers = 256;

function requireIsolation(isolation: string, workers: number): void {
  if (!["none", "thread", "process"].includes(isolation)) {
    const expected = `"none", "thread" or "process"`;
    throw invalidArgument("isolation", isolation, expected);
  }
  if (!Number.isInteger(workers) || workers < 1 || workers > mostWorkers || (workers > 1 && isolation !== "process")) {
    const expected = `a whole number from 1 to ${mostWorkers}; more than 1 only with isolation: "process"`;
    throw invalidArgument("workers", workers, expected);
  }
}
