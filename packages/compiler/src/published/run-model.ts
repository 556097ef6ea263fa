import type { Embedder, GraphOptions, Pooling, Signal } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import type { VectorsByExit } from "../search/measure.ts";

/** How the published model is opened, beside its folder. */
export interface OpenOptions extends GraphOptions {
  readonly pooling?: Pooling | undefined;
  /** Its name on the hub. */
  readonly repository?: string | undefined;
}

/** What a text is embedded for: one of the tasks of a model that has some, each for as many texts. */
export const taskOf = (tasks: readonly string[], text: number): string | undefined => tasks[text % tasks.length];

/** How texts are embedded: as they are, without a prompt. */
export const asTheyAre = { prompt: null, truncate: "end" } as const;

/** A model's unit vectors at every exit. Many forms are tried, so none waits for a process of its own. @throws NestvecError as `loadModel` and `Embedder.embedLayers` */
export async function vectorsOfFolder(
  folder: string,
  texts: readonly string[],
  options: OpenOptions,
  signal: Signal | undefined,
): Promise<VectorsByExit> {
  await using embedder = await loadModel(folder, { ...options, isolation: "none", cacheBytes: 0, prepackedCacheBytes: 0, signal });
  return await vectorsOf(embedder, texts, signal);
}

async function vectorsOf(embedder: Embedder, texts: readonly string[], signal: Signal | undefined): Promise<VectorsByExit> {
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
