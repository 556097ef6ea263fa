import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();
const { similarity } = await embedder.similarity("How do I reset my password?", "I forgot my login.");
console.log(similarity.toFixed(3));
await embedder.dispose();
