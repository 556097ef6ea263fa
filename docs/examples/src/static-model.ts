import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { loadModel } from "@nestvec/runtime-node";

// A folder such as "./potion-base-8M". This one comes with the conformance package; it has a few words and random rows.
const folder = fileURLToPath(new URL("tiny-static", referenceModels));
const embedder = await loadModel(folder);

const { exits, runtime, vocabularySize } = await embedder.info();
console.log(`${exits[0]?.graph}: ${vocabularySize} rows, ${runtime}`);

const { vectors, provider } = await embedder.embed(["the cat sat on a mat", "the dog sat on a mat"], { dimension: 8 });
console.log(`${vectors.length} vectors of ${vectors[0]?.length} numbers, by the ${provider}`);

await embedder.dispose();
