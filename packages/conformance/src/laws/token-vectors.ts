import type { Embedder, Pooling, TokenEmbeddings } from "@nestvec/core";
import { expect } from "vitest";
import { expectClose } from "../reference/closeness.ts";

/** Vectors of single tokens are those that the model pools to the vector of a text; where its graphs pool inside, asking for them is an error. */
export async function expectTokenVectors(
  embedder: Embedder,
  texts: readonly string[],
  cut: { readonly layer: number; readonly dimension: number },
  tolerance: number,
): Promise<void> {
  const { dimension, layer } = cut;
  const { pooling } = (await embedder.info()).pooling;
  const lengths = (await embedder.tokenize(texts)).map(({ ids }) => ids.length);
  const [byToken, whole] = await Promise.all([
    embedder.embedTokens(texts, cut).catch((error: unknown) => error),
    embedder.embed(texts, { ...cut, normalize: false }),
  ]);
  if (byToken instanceof Error) {
    expect(byToken).toMatchObject({ code: "TOKEN_VECTORS_UNAVAILABLE" });
    expect(pooling).toBe("in_graph");
    return;
  }
  const { tokenVectors, tokens, truncated, space } = byToken as TokenEmbeddings;
  expect({ tokens, truncated, space }).toEqual({ tokens: lengths, truncated: whole.truncated, space: whole.space });
  expect(tokenVectors.map(({ length }) => length)).toEqual(lengths.map((length) => length * dimension));
  if (pooling === "in_graph" || pooling === undefined) return;
  for (const [text, vectors] of tokenVectors.entries()) {
    const pooled = pooledBy(pooling, vectors, dimension);
    const scale = Math.max(1, ...pooled.map(Math.abs));
    expectClose(
      whole.vectors[text]?.map((number) => number / scale),
      pooled.map((number) => number / scale),
      tolerance,
      `text ${text}, layer ${layer}`,
    );
  }
}

/** One vector of those of a text's tokens, `[tokens, dimension]`. */
function pooledBy(pooling: Pooling, vectors: Float32Array, dimension: number): readonly number[] {
  const tokens = vectors.length / dimension;
  const at = (token: number, place: number): number => vectors[token * dimension + place] ?? Number.NaN;
  return Array.from({ length: dimension }, (_, place) => {
    if (pooling === "cls") return at(0, place);
    if (pooling === "last") return at(tokens - 1, place);
    let sum = 0;
    for (let token = 0; token < tokens; token++) sum += at(token, place);
    return sum / tokens;
  });
}
