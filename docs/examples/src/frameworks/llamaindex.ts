import { TextNode } from "@llamaindex/core/schema";
import { NestvecEmbedding } from "@nestvec/llamaindex";
import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();
const embedding = new NestvecEmbedding(embedder, { dimension: 128, queryLayer: 2 });

// A step of a pipeline: each node gets its vector.
const articles = ["Reset a forgotten password", "Opening hours of the library", "Delivery times and costs"];
const nodes = await embedding(articles.map((text) => new TextNode({ text })));
const asked = await embedding.getQueryEmbedding({ type: "text", text: "I cannot log in any more" });

const similarities = nodes.map((node) => embedding.similarity(node.embedding ?? [], asked ?? []));
console.log(articles[similarities.indexOf(Math.max(...similarities))], `${asked?.length} numbers`);

await embedder.dispose();
