// Run by each host of the table in docs/hosts.md: loads the bundled model, embeds a text, and compares the model with its own reference. Prints one line of JSON.
const began = performance.now();
const { loadModel, verifyModel } = await import("@nestvec/runtime-node");
const embedder = await loadModel();
const { provider } = await embedder.embed(["nesting dolls"]);
const milliseconds = Math.round(performance.now() - began);
const { notes } = await embedder.info();
const { similarity } = await embedder.similarity("How do I reset my password?", "I forgot my login.");
await embedder.dispose();
const { parts } = await verifyModel();
const golden = parts.filter(({ what }) => what === "golden vectors").length;
const problems = parts.flatMap(({ problem }) => problem ?? []);
console.log(JSON.stringify({ milliseconds, provider, notes, similarity: similarity.toFixed(3), golden, problems }));
