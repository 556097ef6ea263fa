import { afterAll, beforeAll, expect, test } from "vitest";
import { post, serveForTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest({ payloadLimit: 50_000, maxClientBatchSize: 32, maxInputCharacters: 20_000, autoTruncate: true });
});
afterAll(() => server.stop());

const tei = (path: string, body: unknown) => post(`${server.url}${path}`, body);

test("/embed gives a list of vectors, of length 1 or not, at a dimension, with TEI's headers", async () => {
  const { status, body, headers } = await tei("/embed", { inputs: ["hello world", "goodbye"], layer: 2, dimensions: 32 });
  expect(status).toBe(200);
  expect(body.map((vector: number[]) => vector.length)).toEqual([32, 32]);
  // Float32 at 32 numbers: 1e-6 is some tens of their rounding.
  expect(Math.hypot(...body[0])).toBeCloseTo(1, 6);
  const raw = await tei("/embed", { inputs: "hello world", layer: 2, normalize: false });
  expect(Math.hypot(...raw.body[0])).not.toBeCloseTo(1, 3);
  expect(headers.get("x-compute-tokens")).toBe("7");
  expect(headers.get("x-compute-characters")).toBe("18");
  for (const name of ["x-compute-time", "x-total-time", "x-tokenization-time", "x-queue-time", "x-inference-time"]) {
    expect(headers.get(name)).toMatch(/^\d+$/);
  }
  expect(headers.get("x-compute-type")).toBe("cpu");
});

test("ids are taken in place of texts", async () => {
  const ids = await tei("/embed", { inputs: [[101, 7592, 2088, 102]], layer: 2 });
  const text = await tei("/embed", { inputs: "hello world", layer: 2 });
  expect(ids.body).toEqual(text.body);
});

test("a long text is cut as the server was started, or as the request says", async () => {
  const long = `first ${"word ".repeat(600)} last`;
  const cut = await tei("/embed", { inputs: long, layer: 2 });
  const left = await tei("/embed", { inputs: long, layer: 2, truncation_direction: "Left" });
  expect(cut.headers.get("x-nestvec-truncated")).toBe("1");
  expect(left.body).not.toEqual(cut.body);
  expect(await tei("/embed", { inputs: long, truncate: false })).toMatchObject({ status: 413, body: { error_type: "Validation" } });
});

test.each([
  ["/embed", { inputs: [] }, 400, "Empty"],
  ["/embed", { inputs: "" }, 400, "Empty"],
  ["/embed", {}, 422, "Validation"],
  ["/embed", { inputs: 7 }, 422, "Validation"],
  ["/embed", { inputs: "a", dimensions: 5000 }, 422, "Validation"],
  ["/embed", { inputs: "a", layer: 5 }, 422, "Validation"],
  ["/embed", { inputs: "a", prompt_name: "query" }, 422, "Validation"],
  ["/embed", { inputs: Array.from({ length: 33 }, () => "a") }, 422, "Validation"],
  ["/embed", { inputs: "a".repeat(20_001) }, 413, "Validation"],
  ["/embed", { inputs: "a".repeat(60_000) }, 413, "Validation"],
  ["/embed_all", { inputs: "a" }, 422, "Validation"],
  ["/rerank", { query: "a", texts: [] }, 400, "Empty"],
  ["/rerank", { query: "a" }, 422, "Validation"],
  ["/nothing", {}, 404, "Validation"],
])("%s %o is refused with %i %s", async (path, request, status, type) => {
  const answer = await tei(path, request);
  expect(answer).toMatchObject({ status, body: { error: expect.any(String), error_type: type } });
});

test("/embed_all says why", async () => {
  expect((await tei("/embed_all", { inputs: "a" })).body.error).toMatch(/pool inside/);
});

test("/similarity and /rerank give cosines, best first, in both shapes", async () => {
  const sentences = ["Cheese is made of milk.", "Somebody plays music."];
  const { body: scores } = await tei("/similarity", { inputs: { source_sentence: "A man is playing a guitar.", sentences } });
  expect(scores[1]).toBeGreaterThan(scores[0]);
  const texts = await tei("/rerank", { query: "A man is playing a guitar.", texts: sentences, return_text: true });
  expect(texts.body.map(({ index, text }: { index: number; text: string }) => [index, text])).toEqual([
    [1, sentences[1]],
    [0, sentences[0]],
  ]);
  expect(texts.body[0].score).toBeCloseTo(scores[1], 5);
  expect(texts.headers.get("x-nestvec-score")).toBe("cosine");
  const documents = await tei("/rerank", {
    query: "A man is playing a guitar.",
    documents: [sentences[0], { text: sentences[1] }],
    top_n: 1,
    return_documents: true,
  });
  expect(documents.body).toMatchObject({
    score_type: "cosine",
    results: [{ index: 1, document: { text: sentences[1] } }],
    usage: { total_tokens: expect.any(Number) },
  });
});

test("/tokenize gives the pieces, /info the limits, /health and /ping nothing", async () => {
  const { body } = await tei("/tokenize", { inputs: "hello world" });
  expect(body[0].map(({ id, special }: { id: number; special: boolean }) => [id, special])).toEqual([
    [101, true],
    [7592, false],
    [2088, false],
    [102, true],
  ]);
  expect((await tei("/tokenize", { inputs: "hello world", add_special_tokens: false })).body[0]).toHaveLength(2);
  const info = await fetch(`${server.url}/info`).then((response) => response.json());
  expect(info).toMatchObject({
    model_id: "nestvec-mini",
    max_client_batch_size: 32,
    auto_truncate: true,
    model_type: { embedding: { pooling: "in_graph" } },
  });
  for (const path of ["/health", "/ping"]) expect((await fetch(server.url + path)).status).toBe(200);
});

test("/decode gives the texts back, with special tokens or without", async () => {
  expect((await tei("/decode", { ids: [101, 7592, 2088, 102] })).body).toEqual(["hello world"]);
  const several = { ids: [[101, 7592, 102], [2088]], skip_special_tokens: false };
  expect((await tei("/decode", several)).body).toEqual(["[CLS] hello [SEP]", "world"]);
  expect(await tei("/decode", { ids: [-1] })).toMatchObject({ status: 422 });
  expect(await tei("/decode", { ids: [10_000_000] })).toMatchObject({ status: 422 });
  expect(await tei("/decode", { ids: [] })).toMatchObject({ status: 400, body: { error_type: "Empty" } });
});
