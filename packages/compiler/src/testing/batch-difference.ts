import { cosineSimilarity } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import { largestDifference } from "./sources.ts";
import { someIds } from "./stages.ts";

/** What a text's vectors, alone and in any batch, have in common at least. A float's last digit may decide how a number is rounded; a scale of several rows would not keep it. */
export const leastCosine = 0.99999;

const here = { isolation: "none", cacheBytes: 0, schedule: { maxWaste: 1, paddedTokens: 20_000 } } as const;

/** The least cosine of texts of many lengths, embedded together in several orders, to each alone, and the largest difference of a number. */
export async function batchDifference(
  folder: string,
  layers: readonly number[],
): Promise<{ readonly cosine: number; readonly largest: number }> {
  await using embedder = await loadModel(folder, here);
  const texts = [1, 2, 3, 5, 9, 17, 30, 31, 64, 65, 100, 150].map(someIds);
  let [cosine, largest] = [1, 0];
  for (const layer of layers) {
    const alone: Float32Array[] = [];
    for (const ids of texts) alone.push((await embedder.embed([ids], { layer })).data);
    for (const step of [1, 5, 7]) {
      const order = texts.map((_, index) => (index * step) % texts.length);
      const { vectors } = await embedder.embed(
        order.map((index) => texts[index] ?? []),
        { layer },
      );
      for (const [place, index] of order.entries()) {
        const [one, other] = [alone[index] ?? new Float32Array(), vectors[place] ?? new Float32Array()];
        cosine = Math.min(cosine, cosineSimilarity(one, other));
        largest = Math.max(largest, largestDifference(one, other));
      }
    }
  }
  return { cosine, largest };
}
