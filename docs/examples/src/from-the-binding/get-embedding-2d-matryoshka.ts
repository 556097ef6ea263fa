import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();

const { data, layer, dimension } = await embedder.embed(["Hello world"], { layer: 3, dimension: 128 });
console.log(`${data.length} numbers: layer ${layer}, dimension ${dimension}`);

await embedder.dispose();
