import { Document } from "@langchain/core/documents";
import type { Embeddings } from "@langchain/core/embeddings";
import { FakeVectorStore } from "@langchain/core/utils/testing";
import { loadModel } from "@nestvec/runtime-node";
import { afterAll, expect, test } from "vitest";
import { NestvecEmbeddings } from "./nestvec-embeddings.ts";

const embedder = await loadModel("nestvec-mini", { isolation: "none", prompts: { query: "query: ", document: "passage: " } });
afterAll(() => embedder.dispose());
const texts = ["nesting dolls", "a set of boxes"];
const cut = { layer: 4, dimension: 64 };

test("documents and queries have their roles and the cut", async () => {
  const embeddings: Embeddings = new NestvecEmbeddings(embedder, cut);
  const documents = await embedder.embed(texts, { ...cut, role: "document" });
  const query = await embedder.embedOne("dolls", { ...cut, role: "query" });
  expect(query.prompt).toBe("query");
  expect(await embeddings.embedDocuments(texts)).toEqual(documents.vectors.map((vector) => Array.from(vector)));
  expect(await embeddings.embedQuery("dolls")).toEqual(Array.from(query.vector));
  expect(await embeddings.embedDocuments([])).toEqual([]);
});

test("queries may leave at an exit of their own", async () => {
  const embeddings = new NestvecEmbeddings(embedder, { layer: 6, queryLayer: 2 });
  const { vector } = await embedder.embedOne("dolls", { layer: 2, role: "query" });
  expect(await embeddings.embedQuery("dolls")).toEqual(Array.from(vector));
});

test("a vector store of LangChain finds what is alike", async () => {
  const store = new FakeVectorStore(new NestvecEmbeddings(embedder, cut));
  const articles = ["Reset a forgotten password", "Opening hours of the library", "Delivery times and costs"];
  await store.addDocuments(articles.map((pageContent) => new Document({ pageContent })));
  const [found] = await store.similaritySearch("I cannot log in any more", 1);
  expect(found?.pageContent).toBe("Reset a forgotten password");
});

test("errors are nestvec's", async () => {
  const embeddings = new NestvecEmbeddings(embedder, { layer: 5 });
  await expect(embeddings.embedQuery("dolls")).rejects.toMatchObject({ code: "LAYER_UNAVAILABLE" });
});
