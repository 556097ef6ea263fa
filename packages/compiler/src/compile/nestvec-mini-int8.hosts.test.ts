import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadModel } from "@nestvec/runtime-node";
import { expect, test } from "vitest";
import { nearnessOf, vectorsOf } from "../search/measure.ts";
import { batchDifference, leastCosine } from "../testing/batch-difference.ts";
import { compileAlone, temporaryFolder } from "../testing/sources.ts";

const shared = process.env["NESTVEC_SHARED"] ?? fileURLToPath(new URL("../../../../../shared", import.meta.url));
const source = join(shared, "models/nestvec-mini/source");
const sentences = join(shared, "data/tatoeba");

/** Texts that the form is not searched by: some of each language. */
async function otherTexts(): Promise<readonly string[]> {
  const files = (await readdir(sentences)).toSorted();
  const lines = await Promise.all(files.map(async (file) => (await readFile(join(sentences, file), "utf8")).split("\n").slice(0, 12)));
  return lines.flat().filter((line) => line !== "");
}

test.skipIf(!existsSync(source) || !existsSync(sentences))(
  `nestvec-mini in int8 is near float32 on other texts, at every exit (needs ${source} and ${sentences})`,
  async () => {
    const folder = await temporaryFolder();
    const [float, whole] = [join(folder, "float32"), join(folder, "int8")];
    await compileAlone(source, { out: float });
    const { quantization } = await compileAlone(source, { out: whole, compute: "int8" });
    const texts = await otherTexts();
    const nearness = nearnessOf(await vectorsOf(whole, texts, undefined), await vectorsOf(float, texts, undefined));
    console.log("nestvec-mini in int8:", JSON.stringify(quantization), `of ${texts.length} other texts:`, JSON.stringify(nearness));
    expect(nearness.minimum).toBeGreaterThanOrEqual(0.998);
    expect(nearness.mean).toBeGreaterThanOrEqual(0.9995);

    await using embedder = await loadModel(whole, { isolation: "none" });
    const layers = (await embedder.info()).exits.map(({ layer }) => layer);
    const { cosine, largest } = await batchDifference(whole, layers, { texts: texts.slice(0, 500), orders: 20 });
    console.log(`500 texts alone and in 20 orders, exits ${layers.join(", ")}: least cosine ${cosine}, largest difference ${largest}`);
    expect(cosine).toBeGreaterThanOrEqual(leastCosine);
  },
  // The search takes minutes, and several times as long on a machine that is busy.
  1_500_000,
);
