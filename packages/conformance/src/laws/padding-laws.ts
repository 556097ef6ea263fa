import type { Embedder } from "@nestvec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cosine, expectClose } from "../reference/closeness.ts";
import { expectedVector, type Golden } from "../reference/golden.ts";

/** All texts of a call in one batch, whatever the padding; dimensions after the first come from the cache. */
export const oneBatch = { schedule: { maxWaste: 1, paddedTokens: 1_000_000 }, cacheBytes: 100_000_000 } as const;

/** All texts are padded to the longest: one of a few hundred tokens more would cost minutes on a slow runtime, and show nothing more. */
const mostTokens = 200;

/**
 * A model gives its reference's answers for texts of all lengths in one batch, most of which is padding. The engine's own schedule would
 * hardly pad, so that `goldenLaws` could not tell a graph or a pooling that counts padding. `open` has to use the options `oneBatch`.
 */
export function paddingLaws(name: string, open: () => Promise<Embedder>, read: () => Promise<Golden>): void {
  describe(`${name} gives its reference's answers in one padded batch`, () => {
    let embedder: Embedder;
    let golden: Golden;
    beforeAll(async () => {
      [embedder, golden] = await Promise.all([open(), read()]);
    });
    afterAll(() => embedder?.dispose());

    it("at every cut", async () => {
      const { layers, dimensions, tolerance } = golden;
      const cases = golden.cases.filter(({ ids }) => ids.length <= mostTokens);
      const texts = cases.map(({ text }) => text);
      for (const layer of layers) {
        for (const dimension of dimensions) {
          const { vectors } = await embedder.embed(texts, { layer, dimension });
          for (const [text, answer] of cases.entries()) {
            const expected = expectedVector(answer, layer, dimension);
            const what = `text ${text}, layer ${layer}, dimension ${dimension}`;
            expectClose(vectors[text], expected, tolerance.absolute, what);
            if (tolerance.cosine !== undefined)
              expect(cosine(vectors[text] ?? [], expected), what).toBeGreaterThanOrEqual(tolerance.cosine);
          }
        }
      }
      const { usefulTokens, paddedTokens } = await embedder.stats();
      expect(paddedTokens, "most of it padding").toBeGreaterThan(2 * usefulTokens);
    });
  });
}
