import { afterAll, beforeAll, expect, test } from "vitest";
import { loadModel, NestvecError } from "@nestvec/runtime-node";

const similar = ["How do I reset my password?", "I forgot my login."];

let embedder;
beforeAll(async () => {
  embedder = await loadModel();
});
afterAll(() => embedder.dispose());

test("a question is like another", async () => {
  const { similarity } = await embedder.similarity(...similar);
  expect(similarity).toBeGreaterThan(0.5);
});

test("vectors and errors are those of this test", async () => {
  const { vectors } = await embedder.embed(similar, { dimension: 64 });
  expect(vectors[0]).toBeInstanceOf(Float32Array);
  await expect(embedder.embed(similar, { layer: 99 })).rejects.toBeInstanceOf(NestvecError);
});

test("a model may be in this thread", async () => {
  const here = await loadModel("nestvec-mini", { isolation: "none" });
  expect((await here.embed(similar)).vectors).toHaveLength(2);
  await here.dispose();
});
