import { loadModel } from "@nestvec/runtime-node";

// While the function starts, outside of any call. One core has nothing to gain from a worker, and the disk can be read only.
const embedder = await loadModel("nestvec-mini", { isolation: "none", threads: 1, prepackedCacheBytes: 0 });

export async function handler({ texts }) {
  const { vectors, space } = await embedder.embed(texts, { dimension: 128 });
  return { space, vectors: vectors.map((vector) => Array.from(vector)) };
}
