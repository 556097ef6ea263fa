import { NestvecError } from "../errors.ts";
import { fixedShape } from "../path/fixed-shape.ts";
import { padRows } from "../path/pad-rows.ts";
import { cacheKey } from "../schedule/cache-key.ts";
import { distinctTexts, type DistinctText } from "../schedule/distinct-texts.ts";
import { resultCache } from "../schedule/result-cache.ts";
import { scheduleLimits, type ScheduleOptions } from "../schedule/schedule-options.ts";
import { scheduler, type SchedulerTools } from "../schedule/scheduler.ts";
import { longestText, requireBudget } from "../schedule/text-budget.ts";
import type { Engine, EngineWork } from "./engine.ts";
import { knownHeader } from "./layer-header.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { EngineStats } from "./stats.ts";
import { vectorsOf } from "./vectors-of.ts";

/** Where config.json names no heads: most encoders have 64 numbers a head. */
const usualHeadWidth = 64;

/** @throws NestvecError ARGUMENT_INVALID for options of the schedule */
export function openEngine(model: Omit<LoadedModel, "engine">, options: ScheduleOptions | undefined): Engine {
  const { description, exits, identity, digest, clock, after, residentBytes, watch } = model;
  const limits = scheduleLimits(options);
  const heads = description.heads ?? Math.ceil(description.width / usualHeadWidth);
  const budget = { ...limits, heads };
  const queue = scheduler({
    limits,
    heads,
    clock,
    after,
    open: async (layer) => (await exits.open(layer)).shape,
    run: runWith(model),
    onBegin: (batch) => watch?.begin(batch, stats()),
    onEnd: (batch) => watch?.end(batch, stats()),
  });
  const cache = resultCache(limits.cacheBytes);
  let cacheHits = 0;
  let cacheMisses = 0;

  async function compute({ rows, fresh = false, ...work }: EngineWork): Promise<string | null> {
    const { layer } = work;
    const cached = limits.cacheBytes > 0 && !fresh && work.perToken !== true;
    const texts = distinctTexts(rows);
    const fixed = fixedShape(knownHeader(model, layer)?.inputs ?? [], description.name);
    for (const { ids, places } of texts) requireBudget(places[0], ids.length, budget, fixed);
    const takeAll = ({ places }: DistinctText, vector: Float32Array): void => places.forEach((place) => work.take(place, vector));
    const missing: (DistinctText & { readonly key: string })[] = [];
    const keys = cached ? await Promise.all(texts.map(({ ids }) => cacheKey(digest, identity, layer, ids))) : [];
    for (const [index, text] of texts.entries()) {
      const key = keys[index] ?? "";
      const known = cached ? cache.get(key) : undefined;
      if (known === undefined) missing.push({ ...text, key });
      else takeAll(text, known);
    }
    if (cached) {
      cacheMisses += missing.length;
      cacheHits += texts.length - missing.length;
    }
    if (missing.length === 0) return null;
    await queue.submit({
      ...work,
      texts: missing.map(({ ids, idsKey, places }) => ({ ids, idsKey, place: places[0] })),
      take(index, vector) {
        const text = missing[index];
        if (text === undefined) return;
        if (cached) cache.set(text.key, vector);
        takeAll(text, vector);
      },
    });
    return (await exits.open(layer)).session.provider;
  }

  const stats = (): EngineStats => ({
    ...queue.stats(),
    cacheHits,
    cacheMisses,
    cacheBytes: cache.bytes,
    openedExits: [...exits.providers().keys()].toSorted((left, right) => left - right),
    ...(residentBytes === undefined ? {} : { residentBytes: residentBytes() }),
  });
  return { compute, stats, longestText: longestText(budget), tokenVectorBytes: limits.tokenVectorBytes };
}

/** Runs batches on a model's exits. A row of numbers that are not finite fails alone. */
function runWith({ description, exits, tokenizer }: Omit<LoadedModel, "engine">): SchedulerTools["run"] {
  return async (layer, rows, perToken) => {
    const exit = await exits.open(layer);
    const batch = padRows(
      rows.map((ids) => ({ ids })),
      tokenizer.padId,
      exit.use.fixed,
    );
    const { data, width } = await vectorsOf(description, exit, batch, tokenizer.vocabularySize, perToken);
    const stride = (perToken ? batch.tokens : 1) * width;
    return rows.map((ids, row) => {
      const vector = data.subarray(row * stride, row * stride + (perToken ? ids.length : 1) * width);
      if (vector.every(Number.isFinite)) return vector;
      return (text: number) => new NestvecError("OUTPUT_NOT_FINITE", { graph: exit.graph, layer, text });
    });
  };
}
