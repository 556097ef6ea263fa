import { embedLayersOf } from "../engine/embed-layers.ts";
import type { EmbedLayersRequest, Engine, EncodeRequest, LayersAnswer } from "../engine/engine.ts";
import type { EngineObservation, EngineObserver, ObservedAnswer, ObservedRequest } from "../engine/engine-observer.ts";
import type { EngineStats } from "../engine/stats.ts";
import type { ModelInfo } from "../model/info/model-info.ts";

/** An engine whose requests for vectors an observer follows. */
export function observedEngine<Stats extends EngineStats>(
  engine: Engine<Stats>,
  model: ModelInfo,
  observer: EngineObserver,
): Engine<Stats> {
  const observation = observer.observe({ model, stats: () => engine.stats() });
  return {
    info: () => engine.info(),
    embed: (request) => follow(observation, one(request, false), () => engine.embed(request)),
    embedLayers: (request: EmbedLayersRequest): Promise<LayersAnswer> => {
      const { layers } = request;
      return follow(observation, { ...sizeOf(request), layers, perToken: false }, () => embedLayersOf(engine, request));
    },
    embedTokens: (request) => follow(observation, one(request, true), () => engine.embedTokens(request)),
    ...(engine.dropStates === undefined ? {} : { dropStates: (name: string) => engine.dropStates?.(name) ?? Promise.resolve() }),
    tokenize: (request) => engine.tokenize(request),
    decode: (request) => engine.decode(request),
    warmUp: (request) => engine.warmUp(request),
    stats: () => engine.stats(),
    dispose() {
      observation.close();
      return engine.dispose();
    },
  };
}

const one = (request: EncodeRequest, perToken: boolean): ObservedRequest => ({ ...sizeOf(request), layers: [request.layer], perToken });

const sizeOf = ({ texts, dimension, lane }: Omit<EncodeRequest, "layer">): Pick<ObservedRequest, "texts" | "dimension" | "lane"> => ({
  texts: texts.length,
  dimension,
  lane,
});

async function follow<
  Answer extends Omit<ObservedAnswer, "spaces"> & ({ readonly space: string } | { readonly spaces: readonly string[] }),
>(observation: EngineObservation, request: ObservedRequest, ask: () => Promise<Answer>): Promise<Answer> {
  const end = observation.begin(request);
  try {
    const answer = await ask();
    const { provider, tokens, truncated, timings } = answer;
    end({ provider, tokens, truncated, timings, spaces: "spaces" in answer ? answer.spaces : [answer.space] });
    return answer;
  } catch (error) {
    end({ error });
    throw error;
  }
}
