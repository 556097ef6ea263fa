import { NestvecEmbeddings } from "@nestvec/langchain";
import { loadModel } from "@nestvec/runtime-node";
import { cosineSimilarity } from "@langchain/core/utils/math";

const embedder = await loadModel();
const embeddings = new NestvecEmbeddings(embedder, { dimension: 128, queryLayer: 2 });

const articles = ["Reset a forgotten password", "Opening hours of the library", "Delivery times and costs"];
const stored = await embeddings.embedDocuments(articles);
const asked = await embeddings.embedQuery("I cannot log in any more");

const [similarities = []] = cosineSimilarity([asked], stored);
console.log(articles[similarities.indexOf(Math.max(...similarities))], `${asked.length} numbers`);

await embedder.dispose();
