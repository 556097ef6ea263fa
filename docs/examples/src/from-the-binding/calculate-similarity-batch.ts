import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();

const candidates = [
  "Machine learning is fascinating",
  "The weather is sunny today",
  "Deep learning is a part of it",
  "Bread is best fresh",
];
const { matches } = await embedder.search("I enjoy machine learning", candidates, { topK: 2, layer: 4, dimension: 256 });
for (const { index, similarity } of matches) console.log(candidates[index], similarity.toFixed(2));

// The binding read topK 0 as "all"; here 0 is none, and all are asked for by their number.
const all = await embedder.search("I enjoy machine learning", candidates, { topK: candidates.length });
console.log(all.matches.length);

await embedder.dispose();
