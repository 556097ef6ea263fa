import { afterAll, beforeAll, expect, test } from "vitest";
import { post, serveForTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest();
});
afterAll(() => server.stop());

const router = (path: string, body: unknown) => post(`${server.url}/api/v1${path}`, body);

test("embeddings at a cut", async () => {
  const { status, body } = await router("/embeddings", { texts: ["one", "two words"], dimension: 64, target_layer: 2 });
  expect(status).toBe(200);
  expect(body).toMatchObject({ total_count: 2, total_processing_time_ms: expect.any(Number), avg_processing_time_ms: expect.any(Number) });
  expect(body.embeddings[1]).toMatchObject({
    text: "two words",
    dimension: 64,
    model_used: "nestvec-mini",
    processing_time_ms: expect.any(Number),
  });
  expect(body.embeddings[1].embedding).toHaveLength(64);
});

test("priorities choose the cut through the model's table: the better, the deeper and wider", async () => {
  const cutAt = async (quality: number, latency: number) => {
    const { headers } = await router("/embeddings", {
      texts: ["one"],
      model: "auto",
      quality_priority: quality,
      latency_priority: latency,
    });
    return [Number(headers.get("x-nestvec-layer")), Number(headers.get("x-nestvec-dimension"))] as const;
  };
  const [cheapest, middle, best] = [await cutAt(0, 1), await cutAt(0.5, 0.5), await cutAt(1, 0)];
  expect(cheapest).toEqual([2, 32]);
  expect(best[0]).toBe(6);
  expect(middle[0]).toBeGreaterThanOrEqual(cheapest[0]);
  expect(middle[0]).toBeLessThanOrEqual(best[0]);
  expect(middle).not.toEqual(cheapest);
  const { headers } = await router("/embeddings", { texts: ["one"], target_layer: 3, quality_priority: 1 });
  expect(headers.get("x-nestvec-layer")).toBe("3");
});

test("similarity of two, and of many", async () => {
  const pair = await router("/similarity", { text1: "A man is playing a guitar.", text2: "Somebody plays music." });
  expect(pair.body).toMatchObject({ model_used: "nestvec-mini", similarity: expect.any(Number), processing_time_ms: expect.any(Number) });
  const candidates = ["Cheese is made of milk.", "Somebody plays music."];
  const batch = await router("/similarity/batch", { query: "A man is playing a guitar.", candidates, top_k: 1 });
  expect(batch.body).toMatchObject({ matches: [{ index: 1, text: candidates[1] }], total_candidates: 2 });
  expect(batch.body.matches[0].similarity).toBeCloseTo(pair.body.similarity, 5);
});

test("the models", async () => {
  const body = await fetch(`${server.url}/api/v1/embeddings/models`).then((response) => response.json());
  expect(body).toMatchObject({
    count: 1,
    models: [{ name: "nestvec-mini", type: "embedding", loaded: true, metadata: { available_layers: "2, 3, 4, 6" } }],
  });
});

test.each([
  ["/embeddings", { texts: [] }, 400, "INVALID_INPUT"],
  ["/embeddings", {}, 400, "INVALID_INPUT"],
  ["/embeddings", { texts: [" "] }, 400, "INVALID_INPUT"],
  ["/embeddings", { texts: ["a"], dimension: 5 }, 400, "INVALID_DIMENSION"],
  ["/embeddings", { texts: ["a"], target_layer: 5 }, 400, "INVALID_LAYER"],
  ["/embeddings", { texts: ["a"], quality_priority: 1.5 }, 400, "INVALID_PARAMETER"],
  ["/embeddings", { texts: ["a"], model: "qwen3" }, 400, "INVALID_PARAMETER"],
  ["/embeddings", { texts: ["a"], images: ["data:"] }, 400, "INVALID_PARAMETER"],
  ["/embeddings", { texts: Array.from({ length: 2049 }, () => "a") }, 413, "EMBEDDING_INPUT_TOO_LARGE"],
  ["/similarity", { text1: "a", text2: "" }, 400, "INVALID_INPUT"],
  ["/similarity/batch", { query: "a", candidates: [] }, 400, "INVALID_INPUT"],
  ["/nothing", {}, 404, "NOT_FOUND"],
])("%s %o is refused with %i %s", async (path, body, status, code) => {
  const answer = await router(path, body);
  expect(answer).toMatchObject({
    status,
    body: { error: { code, message: expect.any(String), timestamp: expect.stringMatching(/^\d{4}-/) } },
  });
});
