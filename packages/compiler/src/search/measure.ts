import { cosineSimilarity, type GraphOptions, type Pooling, type Signal } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import type { Nearness } from "../quantize/quantization-report.ts";
import { quickTexts } from "./quantizing-options.ts";

/** The unit vectors of some texts, by exit. */
export type VectorsByExit = ReadonlyMap<number, readonly Float32Array[]>;

/** How a model is opened, beside its folder. */
export interface OpenOptions extends GraphOptions {
  readonly pooling?: Pooling | undefined;
  /** Its name on the hub. */
  readonly repository?: string | undefined;
}

/** What a text is embedded for: one of the tasks of a model that has some, each for as many texts. */
export const taskOf = (tasks: readonly string[], text: number): string | undefined => tasks[text % tasks.length];

/** How texts are embedded: as they are, without a prompt. */
export const asTheyAre = { prompt: null, truncate: "end" } as const;

/** A model's vectors at every exit. Many forms are tried, so none waits for a process of its own. @throws NestvecError as `loadModel` and `Embedder.embedLayers` */
export async function vectorsOf(
  folder: string,
  texts: readonly string[],
  signal: Signal | undefined,
  options: OpenOptions = {},
): Promise<VectorsByExit> {
  await using embedder = await loadModel(folder, { ...options, isolation: "none", cacheBytes: 0, prepackedCacheBytes: 0, signal });
  const { exits, tasks = [] } = await embedder.info();
  const layers = exits.map(({ layer }) => layer);
  const vectors = new Map<number, Float32Array[]>(layers.map((layer) => [layer, texts.map(() => new Float32Array())]));
  for (const task of tasks.length === 0 ? [undefined] : tasks) {
    const own = Array.from(texts.keys()).filter((text) => taskOf(tasks, text) === task);
    if (own.length === 0) continue;
    const some = own.map((text) => texts[text] ?? "");
    const made = await embedder.embedLayers(some, { ...asTheyAre, layers, signal, ...(task === undefined ? {} : { task }) });
    for (const exit of made)
      for (const [place, text] of own.entries()) vectors.get(exit.layer)?.splice(text, 1, exit.vectors[place] ?? new Float32Array());
  }
  return vectors;
}

/** What forms of a model are compared with. */
export interface FloatVectors {
  readonly texts: readonly string[];
  /** Those of the model in float32. */
  readonly expected: VectorsByExit;
  readonly options?: OpenOptions;
  readonly signal: Signal | undefined;
  tell(part: string): void;
}

/** How near the vectors of the form in `folder` come to those in float32; with `quick`, of a few texts. `what` is tried. */
export async function nearnessOfForm(
  { texts, expected, options, signal, tell }: FloatVectors,
  folder: string,
  what: string,
  quick: "quick" | undefined,
): Promise<Nearness> {
  const count = quick === undefined ? texts.length : quickTexts;
  const some = new Map(Array.from(expected, ([layer, vectors]) => [layer, vectors.slice(0, count)]));
  const nearness = nearnessOf(await vectorsOf(folder, texts.slice(0, count), signal, options), some);
  tell(`${what}: least cosine ${nearness.minimum.toFixed(5)}, mean ${nearness.mean.toFixed(5)}`);
  return nearness;
}

/** Compares two models' vectors of the same texts. The exit that is farthest off counts. */
export function nearnessOf(found: VectorsByExit, expected: VectorsByExit): Nearness {
  const exits = Array.from(expected, ([layer, vectors]) => {
    const others = found.get(layer) ?? [];
    const cosines = Float64Array.from(vectors, (vector, text) => cosineSimilarity(vector, others[text] ?? new Float32Array(vector.length)));
    const sorted = cosines.toSorted();
    return {
      minimum: sorted[0] ?? 0,
      firstPercentile: sorted[Math.floor(sorted.length / 100)] ?? 0,
      mean: cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length,
    };
  });
  const least = (of: (exit: Nearness) => number): number => Math.min(...exits.map(of));
  return {
    minimum: least(({ minimum }) => minimum),
    firstPercentile: least(({ firstPercentile }) => firstPercentile),
    mean: least(({ mean }) => mean),
  };
}
