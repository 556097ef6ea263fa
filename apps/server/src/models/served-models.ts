import { modelName, type CacheStats, type Embedder, type LoadProgress, type ModelInfo } from "@nestvec/core";
import { repositoryName } from "@nestvec/hub";
import type { LoadOptions, ModelStats } from "@nestvec/runtime-node";
import { Refusal } from "../base/refusal.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { invalidSetting } from "../configuration/names.ts";
import { checkExits, type ExitCheck } from "./check-exits.ts";
import { providersOf } from "./providers-of.ts";

/** The models that are served. */
export interface ModelRegistry {
  /** In the order of the configuration. */
  readonly models: readonly ServedModel[];
  /** The model of that name; the first where none is asked for. @throws Refusal "unknown model" */
  find(name: string | undefined): ServedModel;
  /** Whether those that are loaded at the start were all tried. */
  readonly isStarted: boolean;
  /** Loads them, one after the other, unless they are loaded lazily. Never throws. */
  start(): Promise<void>;
  dispose(): Promise<void>;
}

/** How a model is opened, by its folder or whatever else its `--model-id` says. */
export type LoadServed = (model: string, options: LoadOptions) => Promise<Embedder<ModelStats>>;

/** Who is told what happens to the models. */
export interface ModelReports {
  /** A model was loaded, or was not. */
  outcome(model: ServedModel, error?: unknown): void;
  warning(model: string, sentence: string): void;
  /** What is told how far the download of a model is. */
  download(model: string): (progress: LoadProgress) => void;
}

/** @throws NestvecError ARGUMENT_INVALID where names are not as many as models, two are the same, or settings contradict one another */
export function modelRegistry(configuration: Configuration, load: LoadServed, reports: ModelReports): ModelRegistry {
  const isLazy = configuration.load === "lazy";
  if (configuration.anyModelName && configuration.modelId.length !== 1) {
    const found = `set with ${configuration.modelId.length} models`;
    throw invalidSetting("--any-model-name", found, "used with one model");
  }
  // Else models would be served that nobody compared with the lock file.
  if (configuration.frozen && !configuration.pull) throw invalidSetting("--frozen", "set without --pull", "set with it");
  const models = namedModels(configuration).map(({ name, model }) => {
    const options = {
      ...loadOptions(configuration),
      onWarning: (sentence: string): void => reports.warning(name, sentence),
      onProgress: reports.download(name),
    };
    const open = async (signal: AbortSignal): Promise<Embedder<ModelStats>> =>
      load(model, { ...options, ...(await providersOf(configuration)), signal });
    return servedModel({ name, open, isLazy, layers: configuration.layers, report: reports.outcome });
  });
  let isStarted = isLazy;
  return {
    models,
    find(name) {
      const isAny = name === undefined || configuration.anyModelName;
      const found = isAny ? models[0] : models.find((model) => model.name === name);
      if (found !== undefined) return found;
      const names = models.map((model) => `"${model.name}"`).join(", ");
      throw new Refusal("unknown model", `No model of that name is served. Served: ${names}.`, { parameter: "model" });
    },
    get isStarted() {
      return isStarted;
    },
    async start() {
      if (!isLazy) for (const model of models) await model.load();
      isStarted = true;
    },
    async dispose() {
      await Promise.all(models.map((model) => model.dispose()));
    },
  };
}

function namedModels({ modelId, servedModelName }: Configuration): readonly { readonly name: string; readonly model: string }[] {
  if (servedModelName.length > 0 && servedModelName.length !== modelId.length) {
    const found = `${servedModelName.length} for ${modelId.length} models`;
    throw invalidSetting("--served-model-name", found, "a name for each --model-id");
  }
  const named = modelId.map((id, index) => {
    const [, name, model] = /^([\w.-]+)=(.+)$/.exec(id) ?? [];
    return { name: servedModelName[index] ?? name ?? modelName(repositoryName(id)?.name ?? id), model: model ?? id };
  });
  const twice = named.find(({ name }, index) => named.findIndex((other) => other.name === name) < index);
  if (twice === undefined) return named;
  const expected = "another name for each model; --model-id NAME=FOLDER gives one";
  throw invalidSetting("--model-id", `"${twice.name}" twice`, expected);
}

function loadOptions(configuration: Configuration): LoadOptions {
  const { workers, threads, spinMicroseconds, prepackedCacheBytes, pooling, task, dtype, modelFile, prompts, dimensions, repository } =
    configuration;
  const { pull, frozen, lockFile, layers } = configuration;
  const { maxBatchTokens, queueTexts, queueTokens, cacheBytes, stateBytes, deadline, runtime } = configuration;
  return {
    isolation: "process",
    workers,
    runtime,
    spinMicroseconds,
    prepackedCacheBytes,
    cacheBytes,
    ...(threads && { threads }),
    ...(pooling.length > 0 && { pooling }),
    ...(task && { task }),
    dtype,
    ...(modelFile && { file: modelFile }),
    pull: pull && { ...(layers.length > 0 && { layers }), ...(frozen && { frozen, lockFile }) },
    ...(prompts && { prompts }),
    ...(dimensions.length > 0 && { dimensions }),
    ...(repository && { repository }),
    schedule: {
      paddedTokens: maxBatchTokens,
      fillTokens: Math.min(64, maxBatchTokens),
      queueTexts,
      queueTokens,
      // What one request for a vector of each token may hold of the two processes' memory, 32 MiB: 21,845 tokens at 384 numbers.
      tokenVectorBytes: 2 ** 25,
      stateBytes,
      deadlineMilliseconds: deadline,
    },
  };
}

/** A model that is served, in whatever state. */
export interface ServedModel {
  /** What clients call it. */
  readonly name: string;
  readonly state: "waiting" | "loading" | "ready" | "failed";
  /** When it was ready, in seconds since 1970. */
  readonly created: number;
  readonly checks: readonly ExitCheck[];
  /** Why it could not be loaded. For the log and the operator: it may name files. */
  readonly problem: string | undefined;
  /** Loads it, unless that was done or is under way. Never throws. */
  load(): Promise<void>;
  /** The embedder and what is known of it. A model that is loaded lazily is waited for. @throws Refusal "not ready" */
  use(): Promise<OpenModel>;
  stats(): Promise<ServedStats | undefined>;
  dispose(): Promise<void>;
}

/** The counts of a model that is served. */
export type ServedStats = ModelStats & CacheStats;

/** A model that can be used. */
export interface OpenModel {
  readonly embedder: Embedder<ModelStats>;
  readonly info: ModelInfo;
}

/** How a model is served. */
interface ServedModelOptions {
  readonly name: string;
  /** Opens it, unless the signal stops that. */
  readonly open: (signal: AbortSignal) => Promise<Embedder<ModelStats>>;
  readonly isLazy: boolean;
  /** Exits to open and check. Empty: all. */
  readonly layers: readonly number[];
  /** Is told when the model was loaded, or was not. */
  report(model: ServedModel, error?: unknown): void;
}

/** A failed model is not tried again before this. */
const retryAfter = 30_000;

/** How long a client is told to wait for a model that loads. */
const loadingRetryAfter = 1000;

/** @see ServedModel */
function servedModel({ name, open: openEmbedder, isLazy, layers, report }: ServedModelOptions): ServedModel {
  let state: ServedModel["state"] = "waiting";
  let open: OpenModel | undefined;
  let checks: readonly ExitCheck[] = [];
  let problem: string | undefined;
  let created = 0;
  let failedAt = 0;
  const disposal = new AbortController();
  const isDisposed = (): boolean => disposal.signal.aborted;
  let loading: Promise<void> | undefined;

  async function openNow(): Promise<void> {
    state = "loading";
    try {
      const embedder = await openEmbedder(disposal.signal);
      open = { embedder, info: await embedder.info() };
      if (isDisposed()) return await embedder.dispose();
      const wanted = layers.length > 0 ? layers : open.info.exits.map(({ layer }) => layer);
      checks = await checkExits(embedder, open.info.source, wanted);
      const failed = checks.filter(({ passed }) => !passed);
      if (failed.length > 0) throw new Refusal("backend", failed.map(({ layer, problem: why }) => `layer ${layer}: ${why}`).join("; "));
      created = Math.floor(Date.now() / 1000);
      state = "ready";
      problem = undefined;
      report(served);
    } catch (error) {
      state = "failed";
      failedAt = performance.now();
      problem = error instanceof Error ? error.message : String(error);
      await open?.embedder.dispose().catch(() => {});
      open = undefined;
      // A stop is no failure of the model.
      if (!isDisposed()) report(served, error);
    } finally {
      loading = undefined;
    }
  }

  const load = (): Promise<void> => (state === "ready" || isDisposed() ? Promise.resolve() : (loading ??= openNow()));

  async function use(): Promise<OpenModel> {
    const mayRetry = state === "failed" && performance.now() - failedAt > retryAfter;
    if ((isLazy && state !== "failed") || mayRetry) await load();
    if (isDisposed()) throw new Refusal("not ready", "The server is about to stop.");
    if (state === "ready" && open !== undefined) return open;
    if (state === "failed")
      throw new Refusal("not ready", "This model failed to load. The server's log has the reason.", { retryAfterMilliseconds: retryAfter });
    throw new Refusal("not ready", "This model is being loaded.", { retryAfterMilliseconds: loadingRetryAfter });
  }

  const served: ServedModel = {
    name,
    get state() {
      return state;
    },
    get created() {
      return created;
    },
    get checks() {
      return checks;
    },
    get problem() {
      return problem;
    },
    load,
    use,
    stats: async () => open?.embedder.stats(),
    async dispose() {
      disposal.abort("the server stops");
      await loading;
      await open?.embedder.dispose();
    },
  };
  return served;
}
