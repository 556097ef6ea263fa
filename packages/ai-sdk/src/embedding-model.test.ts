import { NestvecError } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import { embed, embedMany, type EmbeddingModel } from "ai";
import { afterAll, expect, test, vi } from "vitest";
import { embeddingModel } from "./embedding-model.ts";

const prompts = { query: "query: ", document: "passage: " };
const embedder = await loadModel("nestvec-mini", { isolation: "none", prompts });
afterAll(() => embedder.dispose());
const texts = ["nesting dolls", "a set of boxes", "late delivery"];
const numbers = (vectors: readonly Float32Array[]): number[][] => vectors.map((vector) => Array.from(vector));

test("embedMany gives the vectors, tokens and cut of one call", async () => {
  const options = { layer: 4, dimension: 64, role: "document" } as const;
  const calls = vi.spyOn(embedder, "embed");
  const model: EmbeddingModel = embeddingModel(embedder, { ...options, modelId: "nestvec-mini" });
  const { embeddings, usage, providerMetadata, warnings } = await embedMany({ model, values: texts });
  expect(calls).toHaveBeenCalledOnce();
  calls.mockRestore();
  const { vectors, tokens, space } = await embedder.embed(texts, options);
  expect(embeddings).toEqual(numbers(vectors));
  expect(usage).toEqual({ tokens: tokens.reduce((sum, count) => sum + count) });
  expect(providerMetadata).toEqual({ nestvec: { layer: 4, dimension: 64, space, prompt: "document" } });
  expect(warnings).toEqual([]);
  expect(model).toMatchObject({
    provider: "nestvec",
    modelId: "nestvec-mini",
    maxEmbeddingsPerCall: Infinity,
    supportsParallelCalls: true,
  });
});

test("one call has a dimension, a role and a layer of its own", async () => {
  const model = embeddingModel(embedder, { layer: 6, dimension: 64, role: "document" });
  const providerOptions = { nestvec: { role: "query", layer: 2 } };
  const { embedding } = await embed({ model, value: texts[0]!, dimensions: 32, providerOptions });
  const { vectors } = await embedder.embed(texts.slice(0, 1), { layer: 2, dimension: 32, role: "query" });
  expect([embedding]).toEqual(numbers(vectors));
});

test("texts that were cut are warned of", async () => {
  const logged: unknown[] = [];
  globalThis.AI_SDK_LOG_WARNINGS = ({ warnings }) => void logged.push(...warnings);
  try {
    const model = embeddingModel(embedder, { role: "document", maxTokens: 7 });
    const { warnings } = await embedMany({ model, values: ["a", "one two three four five"] });
    expect(warnings).toEqual([{ type: "other", message: "1 of 2 texts were cut to the token limit." }]);
    expect(logged).toEqual(warnings);
  } finally {
    globalThis.AI_SDK_LOG_WARNINGS = undefined;
  }
});

test("an aborted call rejects with the reason of its signal", async () => {
  const model = embeddingModel(embedder, { role: "document" });
  const controller = new AbortController();
  const before = embedMany({ model, values: texts, abortSignal: AbortSignal.abort() });
  await expect(before).rejects.toMatchObject({ name: "AbortError" });
  const during = embedMany({ model, values: Array.from({ length: 500 }, (_, index) => `text ${index}`), abortSignal: controller.signal });
  setTimeout(() => controller.abort());
  await expect(during).rejects.toMatchObject({ name: "AbortError" });
  expect(await embedder.stats()).toMatchObject({ queuedTexts: 0 });
});

test("errors are nestvec's, at the first attempt", async () => {
  const calls = vi.spyOn(embedder, "embed");
  const model = embeddingModel(embedder, { role: "document" });
  const wrong = [{ dimensions: 1000 }, { providerOptions: { nestvec: { layer: 5 } } }, { providerOptions: { nestvec: { rol: "query" } } }];
  const codes = ["DIMENSION_UNAVAILABLE", "LAYER_UNAVAILABLE", "ARGUMENT_INVALID"] as const;
  for (const [index, options] of wrong.entries()) {
    const error: unknown = await embed({ model, value: "a", ...options }).catch((caught: unknown) => caught);
    expect(NestvecError.is(error, codes[index]!), String(error)).toBe(true);
  }
  expect(calls).toHaveBeenCalledTimes(wrong.length);
  calls.mockRestore();
});
