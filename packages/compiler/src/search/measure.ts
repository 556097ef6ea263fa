import { cosineSimilarity, type Signal } from "@nestvec/core";
import type { Nearness } from "../quantize/quantization-report.ts";
import { vectorsByExit } from "../run/model-vectors.ts";
import { loadModel } from "@nestvec/runtime-node";

/** The unit vectors of some texts, by exit. */
export type VectorsByExit = ReadonlyMap<number, readonly Float32Array[]>;

/** A compiled model's vectors at every exit. Many forms are tried, so none waits for a process of its own. @throws NestvecError as `loadModel` and `Embedder.embed` */
export async function vectorsOf(folder: string, texts: readonly string[], signal: Signal | undefined): Promise<VectorsByExit> {
  await using embedder = await loadModel(folder, { isolation: "none", cacheBytes: 0, prepackedCacheBytes: 0, signal });
  const { exits } = await embedder.info();
  const layers = exits.map(({ layer }) => layer);
  return new Map(Array.from(await vectorsByExit(embedder, texts, layers, signal), ([layer, { vectors }]) => [layer, vectors]));
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
