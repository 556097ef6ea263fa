import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();

const { data, layer } = await embedder.embed(["Hello world"], { dimension: 256 });
console.log(`${data.length} numbers from layer ${layer}, the deepest`);

await embedder.dispose();
