import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { embedderLaws, referenceModels } from "@nestvec/conformance";
import { loadModel } from "@nestvec/runtime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileAlone, largestDifference, tinySource } from "../testing/sources.ts";

/** What the product promises of float32 against the reference in float64. */
const tolerance = 2e-6;

interface Golden {
  readonly dimensions: readonly number[];
  readonly exits: readonly number[];
  readonly texts: readonly {
    readonly text: string;
    readonly exits: Readonly<Record<string, { readonly vectors: Readonly<Record<string, readonly number[]>> }>>;
  }[];
}

let folder = "";
let golden: Golden;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-compiler-"));
  await compileAlone(await tinySource(join(folder, "source")), { out: join(folder, "out") });
  golden = JSON.parse(await readFile(fileURLToPath(new URL("tiny-modernbert/golden.json", referenceModels)), "utf8")) as Golden;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("tiny-modernbert, compiled, gives the reference's vectors at every exit and dimension, alone and padded", async () => {
  // One batch for each exit, and no vector from an earlier call.
  await using embedder = await loadModel(join(folder, "out"), {
    isolation: "none",
    cacheBytes: 0,
    schedule: { maxWaste: 1, paddedTokens: 20_000 },
  });
  const texts = golden.texts.map(({ text }) => text);
  for (const layer of golden.exits) {
    const { vectors } = await embedder.embed(texts, { layer });
    for (const [index, { text, exits }] of golden.texts.entries()) {
      const expected = exits[layer]?.vectors ?? {};
      expect(largestDifference(vectors[index] ?? [], expected["64"] ?? [])).toBeLessThan(tolerance);
      for (const dimension of golden.dimensions) {
        const alone = await embedder.embed([text], { layer, dimension });
        expect(largestDifference(alone.data, expected[dimension] ?? [])).toBeLessThan(tolerance);
      }
    }
  }
});

embedderLaws("tiny-modernbert, compiled,", () => loadModel(join(folder, "out"), { isolation: "none" }), 1e-6);
