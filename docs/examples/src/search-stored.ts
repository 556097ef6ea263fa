import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeBase64, encodeBase64 } from "@nestvec/runtime-node/vectors";
import { loadModel, NestvecError } from "@nestvec/runtime-node";

interface Library {
  readonly space: string;
  readonly articles: readonly { readonly title: string; readonly vector: string }[];
}

const embedder = await loadModel();
const file = join(await mkdtemp(join(tmpdir(), "nestvec-")), "library.json");

// Once: embed, and keep the space with the vectors.
const titles = ["How to change a bicycle tyre", "Baking bread at home", "Why the sky is blue"];
const { vectors, space } = await embedder.embed(titles, { dimension: 128 });
const articles = vectors.map((vector, place) => ({ title: titles[place] ?? "", vector: encodeBase64(vector) }));
await writeFile(file, JSON.stringify({ space, articles } satisfies Library));

// Later, in another process: read them back and ask.
const library: Library = JSON.parse(await readFile(file, "utf8"));
const stored = { space: library.space, vectors: library.articles.map(({ vector }) => decodeBase64(vector)) };
const { matches } = await embedder.search("my bike has a flat", stored, { dimension: 128, topK: 1 });
for (const { index, similarity } of matches) console.log(library.articles[index]?.title, similarity.toFixed(2));

// Vectors of another model are refused, whatever their length.
try {
  await embedder.search("my bike has a flat", { ...stored, space: "another-model-0123456789abcdef" });
} catch (error) {
  if (!NestvecError.is(error, "SPACE_MISMATCH")) throw error;
  console.log(error.message);
}

await embedder.dispose();
