import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();
const articles = [
  "Reset a forgotten password",
  "Opening hours of the library",
  "Delivery times and costs",
  "Change the address of an order",
  "Sign in with a passkey",
  "Cancel an order",
];

// All articles at layer 2, by their first 64 numbers; the better half of them at layer 6.
const { matches, cascade } = await embedder.search("I cannot log in any more", articles, {
  topK: 1,
  cascade: [{ layer: 2, dimension: 64, keep: 0.5 }, { layer: 6 }],
});
console.log(articles[matches[0]?.index ?? -1]);
for (const { layer, candidates, resumed, kept } of cascade ?? [])
  console.log(`layer ${layer}: ${candidates} candidates, ${resumed} of them resumed, ${kept} kept`);

// Several exits in one call.
const exits = await embedder.embedLayers(articles, { layers: [2, 6], dimension: 64 });
console.log(exits.map(({ layer, vectors }) => `${vectors.length} vectors of layer ${layer}`).join(", "));

await embedder.dispose();
