import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadModel } from "@nestvec/runtime-node";

async function main() {
  // The bundled model is found by its name in node_modules, above the bundle.
  const embedder = await loadModel("nestvec-mini", { workerUrl: pathToFileURL(join(__dirname, "nestvec-worker.cjs")) });
  const { similarity } = await embedder.similarity("How do I reset my password?", "I forgot my login.");
  console.log(similarity.toFixed(3));
  await embedder.dispose();
}

void main();
