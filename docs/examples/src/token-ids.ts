import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();

const [text] = await embedder.tokenize(["Nesting dolls"]);
if (text === undefined) throw new Error("one text gives one answer");
console.log(text.pieces.join(" "));
console.log([...text.ids].join(" "));

// Ids stand for a text wherever one is taken, special tokens included: nothing is added to them.
const { similarity } = await embedder.similarity("Nesting dolls", text.ids);
console.log(similarity.toFixed(4));

await embedder.dispose();
