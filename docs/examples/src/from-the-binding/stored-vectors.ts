import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { loadModel, NestvecError } from "@nestvec/runtime-node";

interface StoredRow {
  readonly text: string;
  readonly embedding: readonly number[];
}

const lines = (await readFile(new URL("stored-rows.jsonl", import.meta.url), "utf8")).trimEnd().split("\n");
const rows = lines.map((line): StoredRow => JSON.parse(line));

// A name of your own in place of the digest. The exits of this model share no space, so each gets its layer after the name.
const embedder = await loadModel(fileURLToPath(new URL("tiny-modernbert", referenceModels)), { space: "support-articles-v1" });
const stored = { space: "support-articles-v1/layer-4", vectors: rows.map(({ embedding }) => Float32Array.from(embedding)) };

const { matches } = await embedder.search("How do I reset my password?", stored, { layer: 4, dimension: 16, topK: 1 });
for (const { index, similarity } of matches) console.log(rows[index]?.text, similarity.toFixed(3));

// Asking from another layer of this model would compare what cannot be compared.
try {
  await embedder.search("How do I reset my password?", stored, { layer: 6, dimension: 16 });
} catch (error) {
  if (!NestvecError.is(error, "SPACE_MISMATCH")) throw error;
  console.log(error.message);
}

await embedder.dispose();
