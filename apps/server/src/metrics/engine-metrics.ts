import type { Registry } from "prom-client";
import type { ServedModel, ServedStats } from "../models/served-models.ts";
import { addCounter, addGauge, addHistogram, type HistogramState, powersOfTwo, type ReadMetric } from "./read-metrics.ts";

/** One figure of the engine and how it is read. */
type Figure<Value> = readonly [name: string, help: string, read: (stats: ServedStats) => Value];

/** What goes up and down. */
const gauges: readonly Figure<number>[] = [
  ["te_queue_size", "Inputs that wait", (stats) => stats.queuedTexts],
  ["nestvec_queue_tokens", "Tokens that wait", (stats) => stats.waitingTokens],
  ["nestvec_running_inputs", "Inputs in batches under way", (stats) => stats.runningTexts],
  ["nestvec_cache_bytes", "Bytes of the cache", (stats) => stats.cacheBytes],
  ["nestvec_state_bytes", "Bytes of hidden states that are kept for steps of cascades", (stats) => stats.stateBytes ?? 0],
  ["nestvec_worker_resident_bytes", "Memory of the child processes", (stats) => stats.residentBytes ?? 0],
  ["nestvec_workers", "Child processes that live", (stats) => stats.workers ?? 0],
];

/** What only rises. */
const counters: readonly Figure<number>[] = [
  ["nestvec_batches_total", "Batches that were run", (stats) => stats.batches],
  ["nestvec_useful_tokens_total", "Tokens in batches, without padding", (stats) => stats.usefulTokens],
  ["nestvec_padded_tokens_total", "Tokens in batches, with padding", (stats) => stats.paddedTokens],
  ["nestvec_cache_hits_total", "Vectors that were in the cache", (stats) => stats.cacheHits],
  ["nestvec_cache_misses_total", "Vectors that were not in the cache", (stats) => stats.cacheMisses],
  ["nestvec_worker_restarts_total", "Times that a child was started anew", (stats) => stats.restarts ?? 0],
];

/** Sizes of batches, with TEI's names and its bounds. */
const histograms: readonly (readonly [bounds: readonly number[], ...Figure<HistogramState>])[] = [
  [
    powersOfTwo(13),
    "te_batch_next_size",
    "Inputs in each batch",
    ({ batchesByTexts, batchedTexts, batches }) => ({ counts: batchesByTexts, sum: batchedTexts, count: batches }),
  ],
  [
    powersOfTwo(21),
    "te_batch_next_tokens",
    "Tokens in each batch, without padding",
    ({ batchesByTokens, usefulTokens, batches }) => ({ counts: batchesByTokens, sum: usefulTokens, count: batches }),
  ],
];

/** Adds the figures of the models' engines and the count of requests under way, which are asked for when they are read. */
export function addEngineMetrics(registry: Registry, models: readonly ServedModel[], underWay: () => number): void {
  let asked: { readonly at: number; readonly all: Promise<readonly (readonly [string, ServedStats])[]> } | undefined;

  /** One question to the children for all figures of one reading. */
  function allStats(): Promise<readonly (readonly [string, ServedStats])[]> {
    const now = performance.now();
    if (asked === undefined || now - asked.at > 200) asked = { at: now, all: askAll(models) };
    return asked.all;
  }

  const ofModels = <Value>([name, help, read]: Figure<Value>): ReadMetric<Value> => ({
    name,
    help,
    labelNames: ["model"],
    read: async () => (await allStats()).map(([model, stats]) => [{ model }, read(stats)] as const),
  });
  for (const figure of gauges) addGauge(registry, ofModels(figure));
  for (const figure of counters) addCounter(registry, ofModels(figure));
  for (const [bounds, ...figure] of histograms) addHistogram(registry, bounds, ofModels(figure));
  addCounter(registry, {
    name: "nestvec_run_seconds_total",
    help: "Seconds that batches took, by exit",
    labelNames: ["model", "layer"],
    read: async () =>
      (await allStats()).flatMap(([model, { runMilliseconds }]) =>
        Object.entries(runMilliseconds).map(([layer, milliseconds]) => [{ model, layer }, milliseconds / 1000] as const),
      ),
  });
  addCounter(registry, {
    name: "nestvec_provider_inputs_total",
    help: "Inputs that were embedded, by execution provider",
    labelNames: ["model", "provider"],
    read: async () =>
      (await allStats()).flatMap(([model, { textsByProvider = {} }]) =>
        Object.entries(textsByProvider).map(([provider, texts]) => [{ model, provider }, texts] as const),
      ),
  });
  addGauge(registry, {
    name: "nestvec_model_ready",
    help: "1 where the model can be used",
    labelNames: ["model"],
    read: async () => models.map(({ name, state }) => [{ model: name }, state === "ready" ? 1 : 0] as const),
  });
  addGauge(registry, {
    name: "nestvec_requests_under_way",
    help: "Requests that were let in and not answered yet",
    labelNames: [],
    read: async () => [[{}, underWay()]],
  });
}

async function askAll(models: readonly ServedModel[]): Promise<readonly (readonly [string, ServedStats])[]> {
  const answers = await Promise.all(models.map(async (model) => [model.name, await model.stats().catch(() => undefined)] as const));
  return answers.flatMap(([name, stats]) => (stats === undefined ? [] : [[name, stats] as const]));
}
