import { cosineSimilarity, type Embedder, type ModelInfo, type SearchResult } from "@nestvec/core";
import { expect } from "vitest";
import { expectClose, largestDifference } from "../reference/closeness.ts";
import type { VectorsAlone } from "./vectors-alone.ts";

/** Several exits of one call have the vectors that each has alone. */
export async function expectExitsTogether(
  embedder: Embedder,
  texts: readonly string[],
  alone: VectorsAlone,
  tolerance: number,
): Promise<void> {
  const { exits, width } = await embedder.info();
  // Not in the order in which they are computed.
  const layers = exits.map(({ layer }) => layer).toReversed();
  const together = await embedder.embedLayers(texts, { layers });
  expect(together.map(({ layer, dimension, space }) => ({ layer, dimension, space }))).toEqual(
    layers.map((layer) => ({ layer, dimension: width, space: exits.find((exit) => exit.layer === layer)?.space })),
  );
  for (const { layer, vectors, data, tokens } of together) {
    expect(data).toHaveLength(texts.length * width);
    expect(tokens).toEqual(together[0]?.tokens);
    for (const [text, vector] of (await alone(layer)).entries())
      expectClose(vectors[text], vector, tolerance, `text ${text}, layer ${layer}`);
  }
}

/** A cascade finds what its definition says: candidates ranked at the first cut, the best of them again at the next. */
export async function expectCascade(
  embedder: Embedder,
  texts: readonly string[],
  info: ModelInfo,
  dimension: number,
  tolerance: number,
): Promise<void> {
  const query = "my password is lost";
  const layers = info.exits.map(({ layer }) => layer);
  const keep = 3;
  const steps = layers.map((layer, place) => ({
    layer,
    ...(place === 0 ? { dimension } : {}),
    ...(place < layers.length - 1 ? { keep } : {}),
  }));
  const topK = 2;
  const found = await embedder.search(query, texts, { cascade: steps, topK });
  let left = texts.map((_text, index) => index);
  for (const [place, { layer, keep: _keep, ...cut }] of steps.entries()) {
    const candidates = left.map((index) => texts[index] ?? "");
    const [asked] = (await embedder.embed([query], { layer, ...cut, role: "query" })).vectors;
    const { vectors } = await embedder.embed(candidates, { layer, ...cut, role: "document" });
    const similarities = vectors.map((vector) => cosineSimilarity(asked ?? new Float32Array(), vector));
    const best = left
      .map((index, row) => ({ index, similarity: similarities[row] ?? Number.NaN }))
      .toSorted((one, other) => other.similarity - one.similarity)
      .slice(0, place < steps.length - 1 ? keep : topK);
    expectStep(found, place, candidates.length, best.length);
    if (place === steps.length - 1) {
      expect(found.matches.map(({ index }) => index)).toEqual(best.map(({ index }) => index));
      const differences = [found.matches, best].map((matches) => matches.map(({ similarity }) => similarity));
      expect(largestDifference(differences[0] ?? [], differences[1] ?? [])).toBeLessThanOrEqual(tolerance);
    }
    left = best.map(({ index }) => index).toSorted((one, other) => one - other);
  }
}

/** What a step reports is all of its candidates, each once. */
function expectStep({ cascade = [] }: SearchResult, place: number, candidates: number, kept: number): void {
  const { computed = 0, resumed = 0, cached = 0, ...report } = cascade[place] ?? {};
  expect(report).toMatchObject({ candidates, kept });
  expect(computed + resumed + cached).toBe(candidates);
  if (place === 0) expect(resumed).toBe(0);
}
