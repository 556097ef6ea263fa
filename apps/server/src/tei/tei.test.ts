import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { afterAll, beforeAll, expect, test } from "vitest";
import { post, serveForTest, serveForThisTest, type TestServer } from "../testing/serve-for-test.ts";

const tiny = fileURLToPath(new URL("tiny-modernbert", referenceModels));

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest({
    modelId: ["nestvec-mini", `tiny=${tiny}`],
    layers: [2],
    payloadLimit: 50_000,
    maxClientBatchSize: 32,
    maxInputCharacters: 20_000,
    autoTruncate: true,
  });
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

test("so are the ids of one text, and texts and ids mixed", async () => {
  const ids = [101, 7592, 2088, 102];
  const [text, one, mixed] = [
    await tei("/embed", { inputs: "hello world", layer: 2 }),
    await tei("/embed", { inputs: ids, layer: 2 }),
    await tei("/embed", { inputs: ["hello world", ids], layer: 2 }),
  ];
  expect(one.body).toEqual(text.body);
  expect(mixed.body[0]).toEqual(mixed.body[1]);
  expect(mixed.headers.get("x-compute-tokens")).toBe("8");
});

test.each([
  ["/embed", { inputs: "hello" }],
  ["/similarity", { inputs: { source_sentence: "hello", sentences: ["hi"] } }],
  ["/rerank", { query: "hello", texts: ["hi"] }],
  ["/tokenize", { inputs: "hello" }],
  ["/decode", { ids: [5, 6] }],
])("%s asks the model that is named, and refuses one that is not served", async (path, body) => {
  const [first, second] = [await tei(path, body), await tei(path, { ...body, model: "tiny" })];
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(second.body).not.toEqual(first.body);
  expect(await tei(path, { ...body, model: "another" })).toMatchObject({ status: 404, body: { error: expect.stringContaining('"tiny"') } });
});

test("GET / says what this is, without a key; so does HEAD, in brief", async () => {
  const keyed = await serveForThisTest({ apiKey: ["the-key"] });
  const answer = await fetch(keyed.url);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    name: "nestvec",
    version: expect.any(String),
    status: "ready",
    models: ["nestvec-mini"],
    apis: expect.arrayContaining(["OpenAI", "TEI", "Cohere", "Ollama"]),
    docs: "/docs",
  });
  expect((await fetch(keyed.url, { method: "HEAD" })).status).toBe(200);
  expect(
    (await fetch(`${keyed.url}/info`, { headers: { authorization: "Bearer the-key" } }).then((info) => info.json())) as object,
  ).toMatchObject({
    model_id: "nestvec-mini",
    served_model_name: "nestvec-mini",
  });
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
  ["/embed", { inputs: "a", prompt_name: "another" }, 422, "Validation"],
  ["/embed", { inputs: Array.from({ length: 33 }, () => "a") }, 413, "Validation"],
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

test("/embed_all says why a graph that pools inside has nothing to give, and gives a vector for each token where it does not", async () => {
  expect((await tei("/embed_all", { inputs: "a" })).body.error).toMatch(/pool inside/);
  const inputs = ["Hello world", "東京 🙂"];
  const cut = { model: "tiny", layer: 4, dimensions: 16 };
  const tokens = (await tei("/embed_all", { inputs, ...cut })) as { status: number; body: number[][][]; headers: Headers };
  expect(tokens.status).toBe(200);
  expect(tokens.headers.get("content-type")).toMatch(/^application\/json/);
  expect(tokens.headers.get("x-compute-tokens")).toBe(String(tokens.body.flat().length));
  expect(tokens.headers.get("x-nestvec-layer")).toBe("4");
  expect(tokens.body[0]).toHaveLength(7);
  expect(new Set(tokens.body.flat().map(({ length }) => length))).toEqual(new Set([16]));
  // Their mean is the text's own vector before it is normalized. Its graphs are in float16: 2e-3 is what its golden file allows of two such.
  const whole = await tei("/embed", { inputs, ...cut, normalize: false });
  for (const [input, vectors] of tokens.body.entries()) {
    const mean = vectors[0]!.map((_, index) => vectors.reduce((sum, vector) => sum + vector[index]!, 0) / vectors.length);
    for (const [index, number] of mean.entries())
      expect(Math.abs(number - whole.body[input][index])).toBeLessThan(2e-3 * Math.hypot(...mean));
  }
  expect((await tei("/embed_all", { inputs: "Hello world", ...cut })).body).toHaveLength(1);
});

test("/embed_all cuts long inputs on the wanted side, or refuses them, and bounds its answer", async () => {
  const inputs = `first ${"word ".repeat(3000)} last`;
  const ask = (options: object) => tei("/embed_all", { inputs, model: "tiny", layer: 2, ...options });
  const [end, start] = [await ask({ truncate: true }), await ask({ truncation_direction: "Left" })];
  expect(end.headers.get("x-nestvec-truncated")).toBe("1");
  expect(end.body[0]).toHaveLength(start.body[0].length);
  // Special tokens stay at both ends; what stands beside them differs.
  expect(start.body[0][1]).not.toEqual(end.body[0][1]);
  expect(await ask({ truncate: false })).toMatchObject({ status: 413, body: { error_type: "Validation" } });
  const large = await serveForThisTest({ modelId: [tiny] });
  // 70 × 2,048 tokens of 64 numbers in float32 are 37 MB.
  const ids = Array.from({ length: 70 }, () => [2, ...Array<number>(2046).fill(7), 1]);
  const many = await post(`${large.url}/embed_all`, { inputs: ids });
  expect(many).toMatchObject({ status: 413, body: { error: expect.stringMatching(/bytes for all token vectors/) } });
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
  const tokens = await tei("/tokenize", { inputs: ["hello world", "🙂 embeddings, Dölls"], add_special_tokens: false });
  expect(tokens.body[0]).toHaveLength(2);
  expect(tokens.body[1].map(({ text, start, stop }: Record<string, unknown>) => [text, start, stop])).toEqual([
    ["🙂", 0, 1],
    ["em", 2, 4],
    ["bed", 4, 7],
    ["ding", 7, 11],
    ["s", 11, 12],
    [",", 12, 13],
    ["Dölls", 14, 19],
  ]);
  const info = await fetch(`${server.url}/info`).then((response) => response.json());
  expect(info).toMatchObject({
    model_id: "nestvec-mini",
    max_client_batch_size: 32,
    auto_truncate: true,
    model_type: { embedding: { pooling: "in_graph" } },
  });
  for (const path of ["/health", "/ping"]) {
    for (const method of ["GET", "HEAD"]) expect((await fetch(server.url + path, { method })).status).toBe(200);
  }
});

test("/decode gives the texts back, with special tokens or without", async () => {
  expect((await tei("/decode", { ids: [101, 7592, 2088, 102] })).body).toEqual(["hello world"]);
  const several = { ids: [[101, 7592, 102], [2088]], skip_special_tokens: false };
  expect((await tei("/decode", several)).body).toEqual(["[CLS] hello [SEP]", "world"]);
  expect(await tei("/decode", { ids: [-1] })).toMatchObject({ status: 422 });
  expect(await tei("/decode", { ids: [10_000_000] })).toMatchObject({ status: 422 });
  expect(await tei("/decode", { ids: [] })).toMatchObject({ status: 400, body: { error_type: "Empty" } });
});
