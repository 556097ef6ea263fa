import { loadModel } from "@nestvec/runtime-web";

const output = document.querySelector("output");
const embedder = await loadModel("/models/nestvec-mini/", {
  onProgress: ({ bytes, totalBytes }) => (output.textContent = `${Math.round((100 * bytes) / totalBytes)} %`),
});
const { similarity } = await embedder.similarity("How do I reset my password?", "I forgot my login.");
output.textContent = similarity.toFixed(3);
