import type { Embeddings } from "@nestvec/core";

/** Embeddings with given numbers, for tests of what writes them. */
export function fakeEmbeddings(rows: readonly (readonly number[])[], dimension: number): Embeddings {
  const data = Float32Array.from(rows.flat());
  return {
    data,
    vectors: rows.map((_, row) => data.subarray(row * dimension, (row + 1) * dimension)),
    layer: 6,
    dimension,
    space: "test",
    provider: "cpu",
    milliseconds: 1,
    normalized: true,
    prompt: null,
    tokens: rows.map(() => 3),
    truncated: rows.map(() => false),
    timings: { tokenizing: 0, waiting: 0, running: 1 },
  };
}
