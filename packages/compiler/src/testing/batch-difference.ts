import { cosineSimilarity, type TextInput } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import { largestDifference } from "./sources.ts";
import { someIds } from "./stages.ts";

/** What a text's vectors, alone and in any batch, have in common at least. A float's last digit may decide how a number is rounded; a scale of several rows would not keep it. */
export const leastCosine = 0.99999;

const here = { isolation: "none", cacheBytes: 0, schedule: { maxWaste: 1, paddedTokens: 20_000 } } as const;

/** Texts of many lengths, in ids that every model of the tests has. */
const manyLengths: readonly TextInput[] = [1, 2, 3, 5, 9, 17, 30, 31, 64, 65, 100, 150].map(someIds);

/** The least cosine of texts that are embedded together, in several orders, to each alone, and the largest difference of a number. */
export async function batchDifference(
  folder: string,
  layers: readonly number[],
  { texts = manyLengths, orders = 3 }: { readonly texts?: readonly TextInput[]; readonly orders?: number } = {},
): Promise<{ readonly cosine: number; readonly largest: number }> {
  await using embedder = await loadModel(folder, here);
  const random = numbersFrom(1);
  let [cosine, largest] = [1, 0];
  for (const layer of layers) {
    const alone: Float32Array[] = [];
    for (const text of texts) alone.push((await embedder.embed([text], { layer })).data);
    for (let count = 0; count < orders; count++) {
      const order = texts.map((text, index) => ({ text, index, key: random() })).toSorted((one, other) => one.key - other.key);
      const { vectors } = await embedder.embed(
        order.map(({ text }) => text),
        { layer },
      );
      for (const [place, { index }] of order.entries()) {
        const [one, other] = [alone[index] ?? new Float32Array(), vectors[place] ?? new Float32Array()];
        cosine = Math.min(cosine, cosineSimilarity(one, other));
        largest = Math.max(largest, largestDifference(one, other));
      }
    }
  }
  return { cosine, largest };
}

/** Numbers from 0 to 1, the same for a seed: the generator of Lehmer, with the factor of Park and Miller. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
