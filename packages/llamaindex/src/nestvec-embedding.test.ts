import type { BaseEmbedding } from "@llamaindex/core/embeddings";
import { TextNode } from "@llamaindex/core/schema";
import { loadModel } from "@nestvec/runtime-node";
import { afterAll, expect, test, vi } from "vitest";
import { NestvecEmbedding } from "./nestvec-embedding.ts";

const embedder = await loadModel("nestvec-mini", { isolation: "none", prompts: { query: "query: ", document: "passage: " } });
afterAll(() => embedder.dispose());
const cut = { layer: 4, dimension: 64 };

test("texts and queries have their roles and the cut", async () => {
  const embedding: BaseEmbedding = new NestvecEmbedding(embedder, cut);
  const document = await embedder.embedOne("nesting dolls", { ...cut, role: "document" });
  const query = await embedder.embedOne("dolls", { ...cut, role: "query" });
  expect(document.prompt).toBe("document");
  expect(await embedding.getTextEmbedding("nesting dolls")).toEqual(Array.from(document.vector));
  expect(await embedding.getQueryEmbedding({ type: "text", text: "dolls" })).toEqual(Array.from(query.vector));
  expect(await embedding.getQueryEmbedding({ type: "image_url", image_url: { url: "data:," } })).toBeNull();
});

test("queries may leave at an exit of their own", async () => {
  const embedding = new NestvecEmbedding(embedder, { layer: 6, queryLayer: 2 });
  const { vector } = await embedder.embedOne("dolls", { layer: 2, role: "query" });
  expect(await embedding.getQueryEmbedding({ type: "text", text: "dolls" })).toEqual(Array.from(vector));
});

test("nodes are embedded as a step of a pipeline, many in a call", async () => {
  const embedding = new NestvecEmbedding(embedder, cut);
  const calls = vi.spyOn(embedder, "embed");
  const nodes = Array.from({ length: 300 }, (_, index) => new TextNode({ text: `nesting doll ${index}` }));
  const embedded = await embedding(nodes);
  expect(calls).toHaveBeenCalledTimes(2);
  calls.mockRestore();
  const { vectors } = await embedder.embed(["nesting doll 299"], { ...cut, role: "document" });
  expect(embedded).toHaveLength(300);
  // A text's neighbours in a batch change its vector by rounding alone.
  for (const [index, value] of vectors[0]!.entries()) expect(embedded[299]!.embedding?.[index]).toBeCloseTo(value, 5);
});

test("errors are nestvec's", async () => {
  const embedding = new NestvecEmbedding(embedder, { layer: 5 });
  await expect(embedding.getTextEmbedding("dolls")).rejects.toMatchObject({ code: "LAYER_UNAVAILABLE" });
});
