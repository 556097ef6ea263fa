import type { Matrix } from "@nestvec/core";

/** Two texts, by their places in the list, and how alike they are. */
export interface Pair {
  readonly left: number;
  readonly right: number;
  /** Cosine, from -1 to 1. */
  readonly similarity: number;
}

/** Every pair of different texts in a matrix of their similarities, `[texts, texts]`, row by row. */
export function pairsOf({ data, rows, width }: Matrix): Pair[] {
  const pairs: Pair[] = [];
  for (let left = 0; left < rows; left++) {
    for (let right = left + 1; right < rows; right++) pairs.push({ left, right, similarity: data[left * width + right] ?? 0 });
  }
  return pairs;
}
