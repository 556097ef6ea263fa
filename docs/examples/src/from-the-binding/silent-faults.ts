import { loadModel, NestvecError } from "@nestvec/runtime-node";

const embedder = await loadModel();

async function refusal(what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
    console.log(`${what}: no error`);
  } catch (error) {
    if (!NestvecError.is(error)) throw error;
    console.log(`${what}: ${error.code}. ${error.message}`);
  }
}

await refusal("a layer that is not there", () => embedder.embed(["a"], { layer: 16 }));
await refusal("dimension 0", () => embedder.embed(["a"], { dimension: 0 }));
await refusal("dimension 5000", () => embedder.embed(["a"], { dimension: 5000 }));
await refusal("a long text", () => embedder.embed(["word ".repeat(1000)], { truncate: "none" }));

// What the binding counted in words is counted in tokens, and a NUL character ends nothing.
const { tokens, truncated } = await embedder.embed(["unbelievably untokenizable", "before\0after"]);
console.log(`tokens ${tokens.join(" and ")}, cut ${truncated.join(" and ")}`);

await embedder.dispose();
