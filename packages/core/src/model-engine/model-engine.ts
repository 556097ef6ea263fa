import type { Encoder } from "../encoder/encoder.ts";
import { unlessAborted } from "../platform/abort.ts";
import type { EmbedLayersRequest, EncodeRequest, Engine } from "../engine/engine.ts";
import type { EngineStats } from "../engine/stats.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { lifetime } from "../platform/lifetime.ts";
import { tokenizeInStretches } from "../path/1-tokenize-stretches.ts";
import { embedLayers, embedTexts, embedTokens, type PathTools } from "../path/embed.ts";
import { scheduleLimits, type ScheduleOptions } from "../schedule/schedule-options.ts";
import { knownHeader, readHeader, tokenLimitOf, type ReadModel } from "./read-model.ts";
import { modelInfo } from "./model-info.ts";
import { rowScheduler } from "./row-scheduler.ts";
import { warmUp } from "./warm-up.ts";

/** The engine of a model in this thread, whose vectors the encoder gives. @throws NestvecError ARGUMENT_INVALID for options of the schedule */
export function modelEngine(model: ReadModel, encoder: Encoder, schedule: ScheduleOptions | undefined): Engine {
  const { description, headers, tasks, tokenizer, clock, after, residentBytes, watch, spaceOf } = model;
  const limits = scheduleLimits(schedule);
  const { during, dispose } = lifetime(`engine of "${description.name}"`, encoder.dispose);
  const stats = (): EngineStats => ({
    ...scheduler.stats(),
    openedExits: [...encoder.providers().keys()].toSorted((left, right) => left - right),
    ...(encoder.stages === undefined ? {} : { stateBytes: scheduler.stateBytes }),
    ...(residentBytes === undefined ? {} : { residentBytes: residentBytes() }),
  });
  const scheduler = rowScheduler({
    description,
    headers,
    tokenizer,
    encoder,
    limits,
    clock,
    after,
    onBegin: (batch) => watch?.begin(batch, stats()),
    onEnd: (batch) => watch?.end(batch, stats()),
  });
  const leavesOutPrompt = description.pooling.includesPrompt === false;
  const { width, normsBeforeCut } = description;
  const path: PathTools = {
    width,
    normsBeforeCut,
    tasks,
    tokenizer,
    leavesOutPrompt,
    clock,
    after,
    spaceOf,
    encode: scheduler.encode,
    limit: () => tokenLimitOf(model),
  };
  /** A graph of a fixed length is the limit of its texts: its header is read before any of them. */
  const readLimit = async ({ layer, texts, signal }: Pick<EncodeRequest, "layer" | "texts" | "signal">): Promise<void> => {
    if (texts.length > 0 && knownHeader(model, layer) === undefined) await unlessAborted(signal, "embedding", readHeader(model, layer));
  };

  return {
    info: () => during(() => modelInfo(model, encoder, scheduler.longestText)),
    embed: (request) =>
      during(async () => {
        await readLimit(request);
        return embedTexts(path, request);
      }),
    ...(encoder.stages === undefined
      ? {}
      : {
          embedLayers: (request: EmbedLayersRequest) =>
            during(async () => {
              for (const layer of request.layers) await readLimit({ ...request, layer });
              return embedLayers(path, request);
            }),
          dropStates: (name: string) => during(async () => scheduler.dropStates(name)),
        }),
    embedTokens: (request) =>
      during(async () => {
        // Before tokenizing: a graph that pools inside has no token vectors for any text.
        const { graph, outputs, givesTokenVectors, hasTokensApart } = await encoder.open(request.layer);
        const tokens = { width: description.tokenWidth, limit: limits.tokenVectorBytes, isApart: hasTokensApart };
        if (givesTokenVectors) return embedTokens(path, request, tokens);
        throw new NestvecError("TOKEN_VECTORS_UNAVAILABLE", { graph, outputs });
      }),
    tokenize: (request) =>
      during(async () => {
        const rows = await tokenizeInStretches({ ...path, leavesOutPrompt: false }, request);
        return rows.map(({ ids, truncated, offsets }) => ({
          ids,
          pieces: tokenizer.pieces(ids),
          truncated,
          ...(offsets === undefined ? {} : { offsets }),
        }));
      }),
    decode: ({ ids, skipSpecialTokens }) => during(async () => tokenizer.decode(ids, { skipSpecialTokens })),
    warmUp: (request) => during(() => warmUp(model, scheduler, request)),
    stats: () => during(async () => stats()),
    dispose,
  };
}
