import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();

const texts = ["I love machine learning", "I enjoy artificial intelligence", "The weather is nice today"];
const { vectors, tokens } = await embedder.embed(texts, { layer: 4, dimension: 256 });
for (const [place, vector] of vectors.entries()) console.log(`${texts[place]}: ${vector.length} numbers, ${tokens[place]} tokens`);

await embedder.dispose();
