import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();

const close = await embedder.similarity("I love machine learning", "I enjoy artificial intelligence", { dimension: 256 });
const far = await embedder.similarity("I love machine learning", "The weather is nice today", { dimension: 256 });
console.log(`${close.similarity.toFixed(2)} against ${far.similarity.toFixed(2)}, at layer ${close.layer}`);

await embedder.dispose();
