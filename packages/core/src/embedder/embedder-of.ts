import { sharedCalibration } from "../plan/shared-calibration.ts";
import type { ScheduleOptions } from "../schedule/schedule-options.ts";
import { embed } from "./embed.ts";
import { exitRegistry } from "./exit-registry.ts";
import type { Embedder } from "./embedder.ts";
import { checkedOptions } from "./embedder-options.ts";
import { infoOf } from "./info-of.ts";
import { lifetime } from "./lifetime.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { openEngine } from "./open-engine.ts";
import { search } from "./search.ts";
import { similarity } from "./similarity.ts";
import { tokenizeTexts } from "./tokenize-inputs.ts";
import { warmUp } from "./warm-up.ts";

/**
 * The calls of an embedder over one model. Planning and vectors of tokens are loaded when they are asked for.
 * @throws NestvecError ARGUMENT_INVALID for options of the schedule
 */
export function embedderOf(read: Omit<LoadedModel, "exits" | "engine">, schedule?: ScheduleOptions): Embedder {
  const exits = exitRegistry(read);
  const model: LoadedModel = { ...read, exits, engine: openEngine({ ...read, exits }, schedule) };
  const { during, dispose: end } = lifetime(`embedder of "${model.description.name}"`, () => model.exits.dispose());
  let isEnding = false;

  // The end of the embedder ends a measurement, too: ten seconds must not hold it.
  const calibrate = sharedCalibration(
    () => isEnding,
    async (signal) => (await import("./plan-for.ts")).calibrateModel(model, { signal }),
  );

  const dispose = (): Promise<void> => {
    isEnding = true;
    return end();
  };

  return {
    embed: (texts, options) => during(async () => embed(model, texts, checkedOptions("embed", options))),
    embedTokens: (texts, options) =>
      during(async () => (await import("./embed-tokens.ts")).embedTokens(model, texts, checkedOptions("embedTokens", options))),
    similarity: (left, right, options) => during(async () => similarity(model, left, right, checkedOptions("similarity", options))),
    search: (query, candidates, options) => during(async () => search(model, query, candidates, checkedOptions("search", options))),
    tokenize: (texts, options) => during(async () => tokenizeTexts(model, texts, checkedOptions("tokenize", options))),
    decode: (ids, options) => during(async () => model.tokenizer.decode(ids, checkedOptions("decode", options))),
    info: () => during(async () => infoOf(model)),
    plan: (options) => during(async () => (await import("./plan-for.ts")).planFor(model, checkedOptions("plan", options) ?? {}, calibrate)),
    calibrate: (options) => during(async () => calibrate(checkedOptions("calibrate", options)?.signal)),
    warmUp: (options) => during(async () => warmUp(model, checkedOptions("warmUp", options))),
    stats: () => during(async () => model.engine.stats()),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}
