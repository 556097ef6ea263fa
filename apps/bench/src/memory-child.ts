import { loadModel } from "@nestvec/runtime-node";
import { residentMemory } from "./resident-memory.ts";

// One arm of the memory measurement, in a process of its own: what each step of a model's life costs.
const [model = "nestvec-mini", layer = "", tokens = "128"] = process.argv.slice(2);
const start = await residentMemory();
const embedder = await loadModel(model);
const loaded = await residentMemory();
const { vocabularySize, exits } = await embedder.info();
const depth = layer === "" ? Math.max(...exits.map((exit) => exit.layer)) : Number(layer);
const started = performance.now();
await embedder.embed([[5, 6, 7]], { layer: depth });
const openMilliseconds = performance.now() - started;
const opened = await residentMemory();
const ids = Array.from({ length: Number(tokens) }, (_, place) => (place * 7919) % vocabularySize);
for (let round = 0; round < 3; round++) await embedder.embed([ids], { layer: depth });
const used = await residentMemory();
await embedder.dispose();
process.stdout.write(JSON.stringify({ model, layer: depth, tokens: Number(tokens), openMilliseconds, start, loaded, opened, used }));
