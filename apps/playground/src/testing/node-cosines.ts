import type { Embedder } from "@nestvec/core";
import { similarityMatrix } from "@nestvec/core/vectors";

/** The similarity of each text with each, as Node has it at a cut. */
export async function nodeCosines(embedder: Embedder, texts: readonly string[], layer: number, dimension: number): Promise<number[][]> {
  const embeddings = await embedder.embed(texts, { layer, dimension });
  const { data } = similarityMatrix(embeddings, embeddings);
  return texts.map((_, row) => [...data.subarray(row * texts.length, (row + 1) * texts.length)]);
}

/** The largest difference of two tables of numbers. */
export function largestDifference(left: readonly (readonly number[])[], right: readonly (readonly number[])[]): number {
  return Math.max(...left.flatMap((row, index) => row.map((value, column) => Math.abs(value - (right[index]?.[column] ?? Number.NaN)))));
}
