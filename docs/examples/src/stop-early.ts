import { loadModel, NestvecError } from "@nestvec/runtime-node";

const embedder = await loadModel();
const texts = Array.from({ length: 5000 }, (_, place) => `sentence number ${place}, of which there are too many`);

try {
  await embedder.embed(texts, { signal: AbortSignal.timeout(100) });
} catch (error) {
  if (!NestvecError.is(error, "ABORTED")) throw error;
  console.log(error.message);
}

// What was stopped leaves nothing behind; the model goes on working.
console.log((await embedder.embed(["one more"])).vectors.length);

await embedder.dispose();
