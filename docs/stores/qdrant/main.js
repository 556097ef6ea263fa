import { loadModel } from "@nestvec/runtime-node";
import { requireComparable } from "@nestvec/runtime-node/vectors";
import { QdrantClient } from "@qdrant/js-client-rest";

const embedder = await loadModel();
const dimension = 128;
const client = new QdrantClient({ url: process.env.QDRANT_URL ?? "http://127.0.0.1:6333" });

// Once: the vectors, and with them the name of their space.
if (!(await client.collectionExists("articles")).exists) {
  const titles = ["Reset a forgotten password", "Opening hours of the library", "Delivery times and costs"];
  const { vectors, space } = await embedder.embed(titles, { dimension, role: "document" });
  await client.createCollection("articles", { vectors: { size: dimension, distance: "Cosine" }, metadata: { space } });
  const points = titles.map((title, id) => ({ id, vector: Array.from(vectors[id] ?? []), payload: { title } }));
  await client.upsert("articles", { wait: true, points });
}

// Later: a query of another space is refused.
const { config } = await client.getCollection("articles");
const query = await embedder.embedOne("I cannot log in any more", { dimension, role: "query" });
requireComparable({ own: query.space }, String(config.metadata?.["space"]));
const { points } = await client.query("articles", { query: Array.from(query.vector), limit: 1, with_payload: true });
for (const { payload, score } of points) console.log(payload?.["title"], score.toFixed(2));

await embedder.dispose();
