import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();

const { data, tokens, milliseconds } = await embedder.embed(["Hello world"]);
console.log(`${data.length} numbers from ${tokens[0]} tokens in ${milliseconds.toFixed(1)} ms`);

await embedder.dispose();
