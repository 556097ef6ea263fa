import { embeddingModel } from "@nestvec/ai-sdk";
import { loadModel } from "@nestvec/runtime-node";
import { cosineSimilarity, embed, embedMany } from "ai";

const embedder = await loadModel();
const model = embeddingModel(embedder, { dimension: 128 });

const articles = ["Reset a forgotten password", "Opening hours of the library", "Delivery times and costs"];
const stored = await embedMany({ model, values: articles, providerOptions: { nestvec: { role: "document" } } });
const asked = await embed({ model, value: "I cannot log in any more", providerOptions: { nestvec: { role: "query" } } });

const similarities = stored.embeddings.map((embedding) => cosineSimilarity(embedding, asked.embedding));
console.log(articles[similarities.indexOf(Math.max(...similarities))], `${stored.usage.tokens} tokens`);
console.log(stored.providerMetadata?.["nestvec"]?.["space"] === asked.providerMetadata?.["nestvec"]?.["space"]);

await embedder.dispose();
