import { join } from "node:path";
import { loadModel } from "@nestvec/runtime-node";
import { describe, expect, test } from "vitest";
import { encoderGolden, encoderNames, encoderSource } from "../testing/encoder-fixtures.ts";
import { compileAlone, largestDifference, temporaryFolder } from "../testing/sources.ts";

/** What the product promises of float32 against the reference in float64. */
const tolerance = 2e-6;

describe.each(encoderNames)("%s", (name) => {
  test("gives transformers' vectors at every layer, alone and padded", async () => {
    const folder = await temporaryFolder();
    const out = join(folder, "out");
    const { pooling, cases } = await encoderGolden(name);
    await compileAlone(await encoderSource(name, join(folder, "source")), { out, layers: [1, 2, 3], pooling: pooling ?? undefined });
    // One batch for each layer, as far as texts are short, and no vector from an earlier call.
    const schedule = { maxWaste: 1, paddedTokens: 20_000 };
    await using embedder = await loadModel(out, { isolation: "none", cacheBytes: 0, schedule });
    for (const layer of [1, 2, 3]) {
      const together = await embedder.embed(
        cases.map(({ ids }) => ids),
        { layer },
      );
      for (const [index, { ids, vectors }] of cases.entries()) {
        const alone = await embedder.embed([ids], { layer });
        expect(largestDifference(together.vectors[index] ?? [], vectors[layer] ?? [])).toBeLessThan(tolerance);
        expect(largestDifference(alone.data, vectors[layer] ?? [])).toBeLessThan(tolerance);
      }
    }
  });
});
