import { ChromaClient } from "chromadb";
import { loadModel } from "@nestvec/runtime-node";
import { requireComparable } from "@nestvec/runtime-node/vectors";

const embedder = await loadModel();
const dimension = 128;
const client = new ChromaClient({ host: "127.0.0.1", port: Number(process.env.CHROMA_PORT ?? 8000) });
const titles = ["Reset a forgotten password", "Opening hours of the library", "Delivery times and costs"];

// Once: the vectors, and with them the name of their space.
const names = (await client.listCollections()).map(({ name }) => name);
if (!names.includes("articles")) {
  const { vectors, space } = await embedder.embed(titles, { dimension, role: "document" });
  const collection = await client.createCollection({
    name: "articles",
    metadata: { space },
    configuration: { hnsw: { space: "cosine" } },
    // Vectors come from here, not from Chroma.
    embeddingFunction: null,
  });
  await collection.add({
    ids: titles.map((_title, index) => String(index)),
    documents: titles,
    embeddings: vectors.map((vector) => Array.from(vector)),
  });
}

// Later: a query of another space is refused.
const articles = await client.getCollection({ name: "articles" });
const query = await embedder.embedOne("I cannot log in any more", { dimension, role: "query" });
requireComparable({ own: query.space }, String(articles.metadata?.space));
const { documents, distances } = await articles.query({ queryEmbeddings: [Array.from(query.vector)], nResults: 1 });
for (const [index, title] of documents[0].entries()) console.log(title, (1 - distances[0][index]).toFixed(2));

await embedder.dispose();
