import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadModel } from "@nestvec/runtime-node";

// Beside this file as it runs. webpack puts the place of the sources for import.meta.url.
const folder = dirname(process.argv[1]);
const embedder = await loadModel(join(folder, "../node_modules/@nestvec/model-mini"), {
  workerUrl: pathToFileURL(join(folder, "nestvec-worker.mjs")),
});
const { similarity } = await embedder.similarity("How do I reset my password?", "I forgot my login.");
console.log(similarity.toFixed(3));
await embedder.dispose();
