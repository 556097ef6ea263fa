import { loadModel } from "@nestvec/runtime-node";

// The folder that the binding was given does, with or without its onnx/ folder: loadModel("./mmbert-embed-32k-2d-matryoshka").
const embedder = await loadModel("nestvec-mini");

const { name, exits, dimensions, width, maxTokens } = await embedder.info();
console.log(`${name}: layers ${exits.map(({ layer }) => layer).join(", ")}; dimensions ${dimensions?.join(", ") ?? `1 to ${width}`}`);
console.log(`at most ${maxTokens} tokens`);

await embedder.dispose();
