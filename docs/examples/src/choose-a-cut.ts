import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();

// By quality alone: the shallowest exit that reaches it, at its smallest dimension.
const enough = await embedder.plan({ minQuality: 78 });
console.log(`${enough.quality} in ${enough.table}: layer ${enough.layer}, dimension ${enough.dimension}, ${enough.bytes} bytes a vector`);

// By time: the best quality within it. The first time on a machine, this measures for at most 10 seconds.
const fast = await embedder.plan({ maxMilliseconds: 250, tokens: 64 });
console.log(`${fast.quality} within 250 ms: layer ${fast.layer}, dimension ${fast.dimension}, about ${fast.milliseconds?.toFixed(1)} ms`);

const { layer, dimension } = enough;
const answer = await embedder.embed(["a text"], { layer, dimension });
console.log(`embedded at layer ${answer.layer}, dimension ${answer.dimension}`);

await embedder.dispose();
