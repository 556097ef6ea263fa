import { loadModel } from "@nestvec/runtime-node";

await using embedder = await loadModel();

const texts = ["A man is playing a guitar.", "Somebody plays music.", "The train was late."] as const;
const cut = { layer: 4, dimension: 64 };
const answer = await embedder.embed(texts, cut);

console.log(`${answer.vectors.length} vectors of ${answer.vectors[0]?.length} numbers, from layer ${answer.layer}`);
console.log(`tokens read: ${answer.tokens.join(", ")}; cut to the limit: ${answer.truncated.join(", ")}`);
console.log(`${answer.milliseconds.toFixed(1)} ms on ${answer.provider}, in the space ${answer.space}`);

const related = await embedder.similarity(texts[0], texts[1], cut);
const unrelated = await embedder.similarity(texts[0], texts[2], cut);
console.log(`music and music: ${related.similarity.toFixed(2)}; music and a train: ${unrelated.similarity.toFixed(2)}`);
