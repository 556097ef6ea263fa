import { loadModel, NestvecError } from "@nestvec/runtime-node";

const embedder = await loadModel();

async function embedAtLayer(layer: number): Promise<Float32Array> {
  try {
    return (await embedder.embed(["a text"], { layer })).data;
  } catch (error) {
    if (!NestvecError.is(error, "LAYER_UNAVAILABLE")) throw error;
    // The code says what kind of failure it is, and the details of that kind are typed.
    console.log(error.message);
    const next = error.details.available.find((available) => available >= layer);
    if (next === undefined) throw error;
    console.log(`taking layer ${next}`);
    return embedAtLayer(next);
  }
}

const vector = await embedAtLayer(5);
console.log(vector.length);

await embedder.dispose();
