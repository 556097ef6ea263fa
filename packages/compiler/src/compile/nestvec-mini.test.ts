import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadModel } from "@nestvec/runtime-node";
import { expect, test } from "vitest";
import { compileAlone, largestDifference, temporaryFolder } from "../testing/sources.ts";

const shared = process.env["NESTVEC_SHARED"] ?? fileURLToPath(new URL("../../../../../shared", import.meta.url));
const source = join(shared, "models/nestvec-mini/source");

interface Golden {
  readonly cases: readonly { readonly text: string; readonly vectors: Readonly<Record<string, readonly number[]>> }[];
}

test.skipIf(!existsSync(source))(`nestvec-mini from the weights that it was trained with (needs ${source})`, async () => {
  const golden = JSON.parse(await readFile(new URL("../../fixtures/nestvec-mini-golden.json", import.meta.url), "utf8")) as Golden;
  const out = join(await temporaryFolder(), "out");
  await compileAlone(source, { out });
  await using embedder = await loadModel(out, { isolation: "none" });
  const info = await embedder.info();
  expect(info).toMatchObject({ dimensions: [384, 256, 128, 64, 32], sharedSpace: true, pooling: { pooling: "in_graph" } });
  for (const { layer } of info.exits) {
    const { vectors } = await embedder.embed(
      golden.cases.map(({ text }) => text),
      { layer },
    );
    // What the product promises of float32 against the reference in float64.
    for (const [index, { vectors: expected }] of golden.cases.entries())
      expect(largestDifference(vectors[index] ?? [], expected[layer] ?? [])).toBeLessThan(2e-6);
  }
});
