import type { EngineStats } from "@nestvec/core";
import { Gauge, type Registry } from "prom-client";
import type { Admission } from "../limits/admission.ts";
import type { ServedModel } from "../models/served-model.ts";

/** One figure of the engine and how it is read. Counters of the children are shown as they are: they only rise. */
interface Figure {
  readonly name: string;
  readonly help: string;
  readonly read: (stats: EngineStats) => number | undefined;
}

const figures: readonly Figure[] = [
  { name: "te_queue_size", help: "Inputs that wait", read: (stats) => stats.queuedTexts },
  { name: "nestvec_queue_tokens", help: "Tokens that wait", read: (stats) => stats.waitingTokens },
  { name: "nestvec_running_inputs", help: "Inputs in batches under way", read: (stats) => stats.runningTexts },
  { name: "nestvec_batches_total", help: "Batches that were run", read: (stats) => stats.batches },
  { name: "nestvec_useful_tokens_total", help: "Tokens in batches, without padding", read: (stats) => stats.usefulTokens },
  { name: "nestvec_padded_tokens_total", help: "Tokens in batches, with padding", read: (stats) => stats.paddedTokens },
  { name: "nestvec_cache_hits_total", help: "Vectors that were in the cache", read: (stats) => stats.cacheHits },
  { name: "nestvec_cache_misses_total", help: "Vectors that were not in the cache", read: (stats) => stats.cacheMisses },
  { name: "nestvec_cache_bytes", help: "Bytes of the cache", read: (stats) => stats.cacheBytes },
  { name: "nestvec_worker_resident_bytes", help: "Memory of the child processes", read: (stats) => stats.residentBytes },
  { name: "nestvec_workers", help: "Child processes that live", read: (stats) => stats.workers },
  { name: "nestvec_worker_restarts_total", help: "Times that a child was started anew", read: (stats) => stats.restarts },
];

/** Adds the figures of the models' engines, which are asked for when they are read. */
export function addEngineMetrics(registry: Registry, models: readonly ServedModel[], admission: Admission): void {
  const registers = [registry];
  let asked: { readonly at: number; readonly all: Promise<readonly (readonly [string, EngineStats])[]> } | undefined;

  /** One question to the children for all figures of one reading. */
  function allStats(): Promise<readonly (readonly [string, EngineStats])[]> {
    const now = performance.now();
    if (asked === undefined || now - asked.at > 200) asked = { at: now, all: askAll(models) };
    return asked.all;
  }

  for (const { name, help, read } of figures) {
    const gauge = new Gauge({
      name,
      help,
      labelNames: ["model"],
      registers,
      async collect() {
        for (const [model, stats] of await allStats()) gauge.set({ model }, read(stats) ?? 0);
      },
    });
  }
  const runs = new Gauge({
    name: "nestvec_run_seconds_total",
    help: "Seconds that batches took, by exit",
    labelNames: ["model", "layer"],
    registers,
    async collect() {
      for (const [model, { runMilliseconds }] of await allStats()) {
        for (const [layer, milliseconds] of Object.entries(runMilliseconds)) runs.set({ model, layer }, milliseconds / 1000);
      }
    },
  });
  const ready = new Gauge({
    name: "nestvec_model_ready",
    help: "1 where the model can be used",
    labelNames: ["model"],
    registers,
    collect() {
      for (const { name, state } of models) ready.set({ model: name }, state === "ready" ? 1 : 0);
    },
  });
  const underWay: Gauge = new Gauge({
    name: "nestvec_requests_under_way",
    help: "Requests that were let in and not answered yet",
    registers,
    collect: () => underWay.set(admission.underWay),
  });
}

async function askAll(models: readonly ServedModel[]): Promise<readonly (readonly [string, EngineStats])[]> {
  const answers = await Promise.all(models.map(async (model) => [model.name, await model.stats().catch(() => undefined)] as const));
  return answers.flatMap(([name, stats]) => (stats === undefined ? [] : [[name, stats] as const]));
}
