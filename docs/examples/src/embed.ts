import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();

const [playing, music, train] = ["A man is playing a guitar.", "Somebody plays music.", "The train was late."];
const cut = { layer: 4, dimension: 64 };
const answer = await embedder.embed([playing, music, train], cut);

console.log(`${answer.vectors.length} vectors of ${answer.vectors[0]?.length} numbers, from layer ${answer.layer}`);
console.log(`tokens read: ${answer.tokens.join(", ")}; cut to the limit: ${answer.truncated.join(", ")}`);
console.log(`${answer.milliseconds.toFixed(1)} ms on ${answer.provider}, in the space ${answer.space}`);

const related = await embedder.similarity(playing, music, cut);
const unrelated = await embedder.similarity(playing, train, cut);
console.log(`music and music: ${related.similarity.toFixed(2)}; music and a train: ${unrelated.similarity.toFixed(2)}`);

await embedder.dispose();
