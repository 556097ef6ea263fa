import type { EmbedLayersRequest, Engine, LayersAnswer } from "./engine.ts";

/** The vectors of texts at several exits, of any engine: in one pass where it has one, else exit by exit. @see Engine.embedLayers */
export async function embedLayersOf(engine: Engine, request: EmbedLayersRequest): Promise<LayersAnswer> {
  if (engine.embedLayers !== undefined) return engine.embedLayers(request);
  const { layers, ...each } = request;
  const answers = await Promise.all(layers.map((layer) => engine.embed({ ...each, layer })));
  const lengths = answers.map(({ data }) => data.length);
  const data = new Float32Array(lengths.reduce((sum, length) => sum + length, 0));
  let end = 0;
  for (const answer of answers) {
    data.set(answer.data, end);
    end += answer.data.length;
  }
  const [first] = answers;
  return {
    data,
    spaces: answers.map(({ space }) => space),
    provider: first?.provider ?? null,
    tokens: first?.tokens ?? [],
    truncated: first?.truncated ?? [],
    timings: {
      tokenizing: Math.max(0, ...answers.map(({ timings }) => timings.tokenizing)),
      waiting: Math.min(...answers.map(({ timings }) => timings.waiting)),
      running: Math.max(0, ...answers.map(({ timings }) => timings.running)),
    },
  };
}
