import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { loadModel } from "@nestvec/runtime-node";

interface StoredRow {
  readonly text: string;
  readonly embedding: readonly number[];
}

// A few rows of your store, with the texts that they were made of, and the folder of the model that made them.
const lines = (await readFile(new URL("stored-rows.jsonl", import.meta.url), "utf8")).trimEnd().split("\n");
const rows = lines.map((line): StoredRow => JSON.parse(line));
const embedder = await loadModel(fileURLToPath(new URL("tiny-modernbert", referenceModels)));

const texts = rows.map(({ text }) => text);
const stored = Float32Array.from(rows.flatMap(({ embedding }) => embedding));
const dimension = stored.length / rows.length;
for (const { layer, space } of (await embedder.info()).exits) {
  const { data } = await embedder.embed(texts, { layer, dimension });
  const largest = data.reduce((most, number, place) => Math.max(most, Math.abs(number - (stored[place] ?? Number.NaN))), 0);
  // float32 exports come within 2e-6 of the reference, float16 exports within 1e-3; another layer is off by far more.
  console.log(`layer ${layer}: ${largest <= 1e-3 ? `made them, in the space ${space}` : "did not"}`);
}

await embedder.dispose();
