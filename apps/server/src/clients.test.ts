import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { InferenceClient } from "@huggingface/inference";
import { HuggingFaceInferenceEmbeddings } from "@langchain/community/embeddings/hf";
import { OpenAIEmbeddings } from "@langchain/openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { post, serveForTest, type TestServer } from "./testing/serve-for-test.ts";

let server: TestServer;
let expected: readonly (readonly number[])[];
const texts = ["A man is playing a guitar.", "The train was late.", "東京 🙂"];
beforeAll(async () => {
  server = await serveForTest({ layers: [6], apiKey: ["the-key"] });
  const { body } = await post(`${server.url}/embed`, { inputs: texts }, { authorization: "Bearer the-key" });
  expected = body;
});
afterAll(() => server.stop());

test("@ai-sdk/openai-compatible", async () => {
  const provider = createOpenAICompatible({ name: "nestvec", baseURL: `${server.url}/v1`, apiKey: "the-key" });
  const { embeddings, usage } = await provider.embeddingModel("nestvec-mini").doEmbed({ values: texts });
  expect(embeddings).toEqual(expected);
  expect(usage?.tokens).toBeGreaterThan(texts.length);
  const wrong = provider.embeddingModel("another").doEmbed({ values: texts });
  await expect(wrong).rejects.toMatchObject({ statusCode: 404, message: expect.stringContaining("nestvec-mini") });
});

test("LangChain's OpenAIEmbeddings", async () => {
  const embeddings = new OpenAIEmbeddings({
    model: "nestvec-mini",
    apiKey: "the-key",
    maxRetries: 0,
    configuration: { baseURL: `${server.url}/v1` },
  });
  // It asks for base64: float32, where JSON has their shortest decimals.
  const documents = await embeddings.embedDocuments(texts);
  expect(documents).toEqual(expected.map((vector) => vector.map(Math.fround)));
  const query = await embeddings.embedQuery(texts[0]!);
  // Alone instead of in a batch: 2e-6 is what golden.json allows.
  expect(Math.max(...query.map((number, at) => Math.abs(number - expected[0]![at]!)))).toBeLessThan(2e-6);
});

test("LangChain's HuggingFaceInferenceEmbeddings at a TEI endpoint", async () => {
  const endpoint = { model: "nestvec-mini", endpointUrl: server.url, maxRetries: 0 };
  const embeddings = new HuggingFaceInferenceEmbeddings({ ...endpoint, apiKey: "the-key" });
  expect(await embeddings.embedDocuments(texts)).toEqual(expected);
  const query = await embeddings.embedQuery(texts[0]!);
  expect(Math.max(...query.map((number, at) => Math.abs(number - expected[0]![at]!)))).toBeLessThan(2e-6);
  await expect(new HuggingFaceInferenceEmbeddings({ ...endpoint, apiKey: "another" }).embedQuery("a")).rejects.toThrow(/key/i);
});

test("Hugging Face's client at a TEI endpoint", async () => {
  const client = new InferenceClient("the-key").endpoint(server.url);
  expect(await client.featureExtraction({ inputs: texts })).toEqual(expected);
});
