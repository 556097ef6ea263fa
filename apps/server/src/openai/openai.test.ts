import { afterAll, beforeAll, describe, expect, test } from "vitest";
import OpenAI, { BadRequestError, NotFoundError } from "openai";
import { loadModel } from "@nestvec/runtime-node";
import { post, serveForTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
let client: OpenAI;
beforeAll(async () => {
  server = await serveForTest({ payloadLimit: 100_000 });
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none", maxRetries: 0 });
});
afterAll(() => server.stop());

// Not in the types of the client, which sends them along.
const shallow = { layer: 2 };
const missing = { layer: 5 };

const texts = ["A man is playing a guitar.", "The train was late.", "Ωμέγα 東京 🙂"];

describe("the official client", () => {
  test("gets the vectors that the library gives, by base64, which it asks for by itself, and by float, to the bit", async () => {
    await using embedder = await loadModel("nestvec-mini", { isolation: "none", threads: 1 });
    const expected = await embedder.embed(texts, { layer: 2, dimension: 64 });
    const body = { model: "nestvec-mini", input: texts, dimensions: 64, ...shallow };
    const asBase64 = await client.embeddings.create(body);
    const asFloat = await client.embeddings.create({ ...body, encoding_format: "float" });
    for (const [index, vector] of expected.vectors.entries()) {
      expect(asBase64.data[index]).toMatchObject({ object: "embedding", index });
      expect(asFloat.data[index]!.embedding.map(Math.fround)).toEqual(asBase64.data[index]!.embedding);
      // 2e-6 is what golden.json allows for another batch; the two servers' batches may differ.
      expect(Math.max(...vector.map((number, at) => Math.abs(number - asFloat.data[index]!.embedding[at]!)))).toBeLessThan(2e-6);
    }
    const tokens = expected.tokens.reduce((sum, count) => sum + count, 0);
    expect(asFloat).toMatchObject({ object: "list", model: "nestvec-mini", usage: { prompt_tokens: tokens, total_tokens: tokens } });
  });

  test("gets vectors of one text, of token ids, and of 2,048 texts in one request", async () => {
    const one = await client.embeddings.create({ model: "nestvec-mini", input: "hello world", ...shallow });
    const ids = await client.embeddings.create({ model: "nestvec-mini", input: [101, 7592, 2088, 102], ...shallow });
    const both = await client.embeddings.create({ model: "nestvec-mini", input: [[101, 7592, 2088, 102]], ...shallow });
    expect(one.data[0]!.embedding).toHaveLength(384);
    expect(ids.data[0]!.embedding).toEqual(one.data[0]!.embedding);
    expect(both.data).toHaveLength(1);
    const many = await client.embeddings.create({
      model: "nestvec-mini",
      input: Array.from({ length: 2048 }, (_, i) => `text ${i}`),
      dimensions: 32,
      ...shallow,
    });
    expect(many.data.map(({ index }) => index)).toEqual(Array.from({ length: 2048 }, (_, i) => i));
  });

  test("lists the models, and gets one", async () => {
    const models = await client.models.list();
    expect(models.data).toEqual([{ id: "nestvec-mini", object: "model", created: expect.any(Number), owned_by: "nestvec" }]);
    expect(await client.models.retrieve("nestvec-mini")).toEqual(models.data[0]);
  });

  test("parses errors into its classes", async () => {
    await expect(client.models.retrieve("gpt-9")).rejects.toBeInstanceOf(NotFoundError);
    await expect(client.embeddings.create({ model: "gpt-9", input: "a" })).rejects.toMatchObject({
      status: 404,
      code: "model_not_found",
      param: "model",
    });
    const tooLong = "word ".repeat(600);
    await expect(client.embeddings.create({ model: "nestvec-mini", input: tooLong })).rejects.toBeInstanceOf(BadRequestError);
    await expect(client.embeddings.create({ model: "nestvec-mini", input: tooLong })).rejects.toMatchObject({
      code: "context_length_exceeded",
    });
    await expect(client.embeddings.create({ model: "nestvec-mini", input: "a", dimensions: 5000 })).rejects.toMatchObject({
      code: "invalid_dimensions",
      param: "dimensions",
    });
    await expect(client.embeddings.create({ model: "nestvec-mini", input: "a", ...missing })).rejects.toMatchObject({
      code: "invalid_layer",
    });
  });
});

test.each([
  [{}, "input"],
  [{ input: [] }, "input"],
  [{ input: "" }, "input"],
  [{ input: ["a", ""] }, "input"],
  [{ input: [1.5] }, "input"],
  [{ input: ["a", 1] }, "input"],
  [{ input: "a", truncate_prompt_tokens: 0 }, "truncate_prompt_tokens"],
  [{ input: { text: "a" } }, "input"],
  [{ input: "a", dimensions: 0 }, "dimensions"],
  [{ input: "a", encoding_format: "hex" }, "encoding_format"],
  [{ input: "a", layer: 2, target_layer: 3 }, "layer"],
  [{ input: Array.from({ length: 2049 }, () => "a") }, "input"],
])("%j is refused with all four keys", async (body, param) => {
  const { status, body: answer } = await post(`${server.url}/v1/embeddings`, body);
  expect(status).toBe(400);
  expect(answer).toEqual({
    error: {
      message: expect.any(String),
      type: "invalid_request_error",
      param,
      code: expect.toSatisfy((code) => code === null || typeof code === "string"),
    },
  });
});

test.each([
  ["no JSON", "{", 400, {}],
  ["a prototype", `{"input":"a","__proto__":{"x":1}}`, 400, {}],
  ["a constructor", `{"input":"a","constructor":{"prototype":{"x":1}}}`, 400, {}],
  ["another content type", "input=a", 415, { "content-type": "application/x-www-form-urlencoded" }],
  ["a content type that only begins so", `{"input":"a"}`, 415, { "content-type": "application/jsonx" }],
  ["another charset", `{"input":"a"}`, 415, { "content-type": "application/json; charset=latin1" }],
  ["a body that is too large", JSON.stringify({ input: "a".repeat(100_001) }), 413, {}],
])("%s is refused in the API's shape", async (_, body, status, headers) => {
  const answer = await post(`${server.url}/v1/embeddings`, body, headers);
  expect(answer.status).toBe(status);
  expect(Object.keys(answer.body.error)).toEqual(["message", "type", "param", "code"]);
  expect(Object.prototype).not.toHaveProperty("x");
});

test("target_layer is layer, truncate cuts, an unknown path has the API's shape", async () => {
  const { headers } = await post(`${server.url}/v1/embeddings`, { input: "word ".repeat(600), target_layer: 2, truncate: true });
  expect(headers.get("x-nestvec-layer")).toBe("2");
  expect(headers.get("x-nestvec-truncated")).toBe("1");
  const unknown = await post(`${server.url}/v1/chat/completions`, {});
  expect(unknown.status).toBe(404);
  expect(unknown.body.error.code).toBe("unknown_url");
});

test("vLLM's truncate_prompt_tokens cuts, on the right unless the left is asked for", async () => {
  const input = `first ${"word ".repeat(600)} last`;
  const embed = (options: object) => post(`${server.url}/v1/embeddings`, { input, layer: 2, ...options });
  expect((await embed({})).status).toBe(400);
  const [right, left, all] = [
    await embed({ truncate_prompt_tokens: 16 }),
    await embed({ truncate_prompt_tokens: 16, truncation_side: "left" }),
    await embed({ truncate_prompt_tokens: -1 }),
  ];
  expect([right, left, all].map(({ body }) => body.usage.prompt_tokens)).toEqual([16, 16, 256]);
  expect(left.body.data[0].embedding).not.toEqual(right.body.data[0].embedding);
  const first = await post(`${server.url}/v1/embeddings`, { input: `first ${"word ".repeat(13)}`, layer: 2 });
  expect(right.body.data[0].embedding).toEqual(first.body.data[0].embedding);
});

test("/embeddings is the same", async () => {
  const [one, other] = await Promise.all(
    ["/v1/embeddings", "/embeddings"].map((path) => post(server.url + path, { input: "a", layer: 2 })),
  );
  expect(other!.body).toEqual(one!.body);
});

test("health says how the exits were checked", async () => {
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  expect((await fetch(`${server.url}/startupz`)).status).toBe(200);
  const ready = await fetch(`${server.url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toEqual({
    status: "ready",
    models: [{ name: "nestvec-mini", state: "ready", exits: [{ layer: 2, check: "golden", passed: true }], workers: 1 }],
  });
});
