import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { loadModel } from "@nestvec/runtime-node";

// Any folder with a model in it, such as "./mmbert-embed-32k-2d-matryoshka". This one comes with the conformance package.
const folder = fileURLToPath(new URL("tiny-modernbert", referenceModels));
const embedder = await loadModel(folder, { threads: 2, maxTokens: 512 });

const info = await embedder.info();
console.log(`${info.name}: layers ${info.exits.map(({ layer }) => layer).join(", ")} of width ${info.width}`);
console.log(`dimensions: ${info.dimensions?.join(", ") ?? `any from 1 to ${info.width}`}`);
console.log(`pooling: ${info.pooling.pooling}, from ${info.pooling.from}`);
console.log(`at most ${info.maxTokens} tokens, from ${info.maxTokensFrom}`);
console.log(info.sharedSpace ? "all exits share a space" : `each exit has a space of its own: ${info.exits[0]?.space}, …`);

await embedder.dispose();
