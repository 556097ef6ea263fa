import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bulkEmbed, narrowTable } from "@nestvec/bulk";
import { loadModel } from "@nestvec/runtime-node";

const folder = await mkdtemp(join(tmpdir(), "my-app-"));
await writeFile(join(folder, "articles.jsonl"), '{"id":1,"title":"Snow in May"}\n{"id":2,"title":"A quiet week"}\n');

// In this thread, and without a result cache: then the same job gives the same bytes.
const embedder = await loadModel("nestvec-mini", { isolation: "none" });
const titles = join(folder, "titles.parquet");
const { writtenRows, metadata } = await bulkEmbed(embedder, {
  inputs: [join(folder, "articles.jsonl")],
  field: "title",
  out: titles,
  dimension: 128,
  onProgress: ({ rows, totalRows }) => console.log(`${rows} of ${totalRows} rows`),
});
console.log(writtenRows, metadata.field, metadata.dimension);
await embedder.dispose();

// Stored vectors are cut without the model. Lines are a format, too.
await narrowTable({ inputs: [titles], out: join(folder, "narrow.jsonl"), dimension: 32 });
const [line = ""] = (await readFile(join(folder, "narrow.jsonl"), "utf8")).split("\n");
const { id, title, embedding }: { id: number; title: string; embedding: number[] } = JSON.parse(line);
console.log(id, title, embedding.length);
