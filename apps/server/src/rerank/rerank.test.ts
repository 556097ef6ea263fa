import { afterAll, beforeAll, expect, test } from "vitest";
import { CohereClient, CohereClientV2 } from "cohere-ai";
import { post, serveForTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest();
});
afterAll(() => server.stop());

const query = "A man is playing a guitar.";
const documents = ["Cheese is made of milk.", "Somebody plays music.", "The train was late."];

test("Cohere's official clients order documents, in both versions", async () => {
  const options = { token: "none", environment: server.url };
  const second = await new CohereClientV2(options).rerank({ model: "nestvec-mini", query, documents, topN: 2 });
  expect(second.results.map(({ index }) => index)[0]).toBe(1);
  expect(second.results).toHaveLength(2);
  const first = await new CohereClient(options).rerank({ query, documents: documents.map((text) => ({ text })), returnDocuments: true });
  expect(first.results.map(({ index }) => index)).toHaveLength(3);
  expect(first.results[0]).toMatchObject({ index: 1, document: { text: documents[1] } });
  expect(first.results[0]!.relevanceScore).toBeCloseTo(second.results[0]!.relevanceScore, 5);
  expect(first.meta?.apiVersion?.version).toBe("1");
});

test.each(["/rerank", "/v1/rerank", "/v2/rerank"])(
  "%s answers what Jina's, vLLM's, infinity's and Open WebUI's clients read",
  async (path) => {
    const { status, body, headers } = await post(server.url + path, { model: "nestvec-mini", query, documents, top_n: 3 });
    expect(status).toBe(200);
    expect(headers.get("x-nestvec-score")).toBe("cosine");
    expect(body).toEqual({
      id: expect.any(String),
      object: "rerank",
      model: "nestvec-mini",
      results: [1, expect.any(Number), expect.any(Number)].map((index) => ({ index, relevance_score: expect.any(Number) })),
      usage: { prompt_tokens: expect.any(Number), total_tokens: expect.any(Number) },
      meta: { api_version: { version: expect.any(String) }, billed_units: { input_tokens: expect.any(Number) } },
      score_type: "cosine",
    });
    const scores = body.results.map(({ relevance_score: score }: { relevance_score: number }) => score);
    expect(scores).toEqual(scores.toSorted((left: number, right: number) => right - left));
  },
);

test("tokens of documents are limited as asked, and other fields than text are refused", async () => {
  const long = [`${documents[1]} ${"word ".repeat(400)}`];
  const used = async (options: object) =>
    (await post(`${server.url}/v2/rerank`, { query, documents: long, ...options })).body.usage.total_tokens;
  const whole = await used({});
  expect(whole).toBeGreaterThan(256);
  expect(await used({ max_tokens_per_doc: 16 })).toBeLessThanOrEqual(32);
  expect(await used({ truncate_prompt_tokens: 16 })).toBeLessThanOrEqual(32);
  expect(await used({ truncate_prompt_tokens: -1 })).toBe(whole);
  expect(await post(`${server.url}/v1/rerank`, { query, documents: [{ text: "a" }], rank_fields: ["title"] })).toMatchObject({
    status: 400,
    body: { message: expect.stringMatching(/rank_fields\[0\]/) },
  });
  expect(await post(`${server.url}/v2/rerank`, { query, documents, model: "another" })).toMatchObject({ status: 404 });
});
