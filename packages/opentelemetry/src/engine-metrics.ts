import type { EngineStats, ObservedEngine } from "@nestvec/core";
import type { Attributes, BatchObservableResult, Meter } from "@opentelemetry/api";
import { modelAttributes, names } from "./names.ts";

/** The instruments of engines: their queues and batches, asked for when metrics are collected. Engines of one model are added up. */
export function engineMetrics(meter: Meter): { add(engine: ObservedEngine): void; remove(engine: ObservedEngine): void } {
  const engines = new Set<ObservedEngine>();
  const queueTexts = meter.createObservableUpDownCounter(names.queueTexts, { description: "Texts that wait", unit: "{text}" });
  const queueTokens = meter.createObservableUpDownCounter(names.queueTokens, {
    description: "Tokens of the texts that wait",
    unit: "{token}",
  });
  const batches = meter.createObservableCounter(names.batches, { description: "Batches that were run", unit: "{batch}" });
  const batchDuration = meter.createObservableCounter(names.batchDuration, { description: "Time that batches took", unit: "s" });

  async function collect(result: BatchObservableResult): Promise<void> {
    for (const [model, stats] of await statsByModel(engines)) {
      const attributes: Attributes = modelAttributes(model);
      const total = (count: (one: EngineStats) => number): number => stats.reduce((sum, one) => sum + count(one), 0);
      result.observe(
        queueTexts,
        total((one) => one.queuedTexts),
        attributes,
      );
      result.observe(
        queueTokens,
        total((one) => one.waitingTokens),
        attributes,
      );
      result.observe(
        batches,
        total((one) => one.batches),
        attributes,
      );
      for (const layer of new Set(stats.flatMap(({ runMilliseconds }) => Object.keys(runMilliseconds).map(Number)))) {
        const taken = total(({ runMilliseconds }) => runMilliseconds[layer] ?? 0);
        result.observe(batchDuration, taken / 1000, { ...attributes, [names.layer]: layer });
      }
    }
  }

  meter.addBatchObservableCallback(collect, [queueTexts, queueTokens, batches, batchDuration]);
  return { add: (engine) => void engines.add(engine), remove: (engine) => void engines.delete(engine) };
}

/** The counts of all engines that answer: one may end meanwhile. */
async function statsByModel(engines: Iterable<ObservedEngine>): Promise<ReadonlyMap<string, readonly EngineStats[]>> {
  const found = await Promise.all(
    Array.from(engines, async ({ model, stats }) => ({ model: model.name, stats: await stats().catch(() => undefined) })),
  );
  const byModel = new Map<string, EngineStats[]>();
  for (const { model, stats } of found) if (stats !== undefined) byModel.set(model, [...(byModel.get(model) ?? []), stats]);
  return byModel;
}
