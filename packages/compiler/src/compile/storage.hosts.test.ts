import { join } from "node:path";
import { loadModel } from "@nestvec/runtime-node";
import { describe, expect, test } from "vitest";
import { encoderGolden, encoderNames, encoderSource } from "../testing/encoder-fixtures.ts";
import { familyDifference, tolerance } from "../testing/family-difference.ts";
import { compileAlone, largestDifference, temporaryFolder } from "../testing/sources.ts";

// What rounding makes of unit vectors of 32 to 64 numbers: of each weight 2^-12 in float16, and 1/254 of the largest of its output in int8.
describe.each([
  ["float16", 1e-3],
  ["int8", 0.06],
] as const)("weights in %s", (weights, most) => {
  test.each(encoderNames)("%s gives vectors near transformers', alone and padded, short and long", async (name) => {
    const folder = await temporaryFolder();
    const out = join(folder, "out");
    const { pooling, cases } = await encoderGolden(name);
    const source = await encoderSource(name, join(folder, "source"));
    const { longFrom } = await compileAlone(source, { out, layers: [1, 3], pooling: pooling ?? undefined, weights });
    const schedule = { maxWaste: 1, paddedTokens: 20_000 };
    await using embedder = await loadModel(out, { isolation: "none", cacheBytes: 0, schedule });
    for (const layer of [1, 3]) {
      const together = await embedder.embed(
        cases.map(({ ids }) => ids),
        { layer },
      );
      for (const [index, { ids, vectors }] of cases.entries()) {
        const alone = await embedder.embed([ids], { layer });
        expect(largestDifference(alone.data, vectors[layer] ?? [])).toBeLessThan(most);
        expect(largestDifference(alone.data, together.vectors[index] ?? [])).toBeLessThan(tolerance);
      }
    }
    if (longFrom !== null) expect(await familyDifference(out, [1, 64, 129, 560])).toBeLessThan(tolerance);
  });
});
