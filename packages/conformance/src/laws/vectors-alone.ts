import type { Embedder } from "@nestvec/core";

/** Each text's vector at a layer where it is run alone, computed once a layer. */
export type VectorsAlone = (layer: number) => Promise<readonly Float32Array[]>;

/** @see VectorsAlone */
export function vectorsAlone(embedder: Embedder, texts: readonly string[]): VectorsAlone {
  const byLayer = new Map<number, Promise<readonly Float32Array[]>>();
  const runAlone = async (layer: number): Promise<readonly Float32Array[]> => {
    const vectors: Float32Array[] = [];
    for (const text of texts) vectors.push((await embedder.embed([text], { layer })).data);
    return vectors;
  };
  return (layer) => {
    const vectors = byLayer.get(layer) ?? runAlone(layer);
    byLayer.set(layer, vectors);
    return vectors;
  };
}
