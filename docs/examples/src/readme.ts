import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel(); // the bundled model; or a folder: loadModel("./mmbert-embed")

// Store documents from the deepest exit, at a third of the full width.
const documents = ["Reset a forgotten password", "Opening hours of the library", "Delivery times and costs"];
const stored = await embedder.embed(documents, { dimension: 128 });

// Ask from the shallowest exit: this model's exits share one space, so the two may be compared.
const { matches } = await embedder.search("I cannot log in any more", stored, { layer: 2, dimension: 128, topK: 1 });

console.log(documents[matches[0]?.index ?? -1], matches[0]?.similarity.toFixed(2));

await embedder.dispose();
