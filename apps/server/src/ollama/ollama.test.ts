import { request } from "node:http";
import { Ollama } from "ollama";
import { afterAll, beforeAll, expect, test } from "vitest";
import { post, serveForTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest();
});
afterAll(() => server.stop());

test("/api/embed answers as Ollama does, with or without a tag", async () => {
  for (const model of ["nestvec-mini", "nestvec-mini:latest"]) {
    const { status, body } = await post(`${server.url}/api/embed`, { model, input: ["hello world", "two"], dimensions: 64, layer: 2 });
    expect(status).toBe(200);
    expect(body).toEqual({
      model,
      embeddings: [expect.toSatisfy((vector) => vector.length === 64), expect.toSatisfy((vector) => vector.length === 64)],
      total_duration: expect.any(Number),
      load_duration: 0,
      prompt_eval_count: 7,
    });
  }
});

test("no inputs give no vectors, a long one is cut unless that is forbidden", async () => {
  expect(await post(`${server.url}/api/embed`, { model: "nestvec-mini", input: [] })).toMatchObject({
    status: 200,
    body: { embeddings: [] },
  });
  const long = { model: "nestvec-mini", input: "word ".repeat(600), layer: 2 };
  expect((await post(`${server.url}/api/embed`, long)).body.prompt_eval_count).toBe(256);
  expect(await post(`${server.url}/api/embed`, { ...long, truncate: false })).toMatchObject({
    status: 400,
    body: { error: expect.any(String) },
  });
  expect(await post(`${server.url}/api/embed`, { model: "llama", input: "a" })).toMatchObject({
    status: 404,
    body: { error: expect.any(String) },
  });
});

/** A request with just the headers that are given. */
function raw(path: string, body: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(server.url + path, { method: "POST", headers: { "content-length": Buffer.byteLength(body), ...headers } });
    call.on("error", reject).on("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.end(body);
  });
}

test("bodies are JSON whatever they are said to be, as curl -d says a form; but not of any web page", async () => {
  const body = JSON.stringify({ model: "nestvec-mini", input: "a", layer: 2 });
  const form = { "content-type": "application/x-www-form-urlencoded" };
  expect(await raw("/api/embed", body, {})).toBe(200);
  expect(await raw("/api/embed", body, form)).toBe(200);
  expect(await raw("/api/embed", body, { "content-type": "text/plain" })).toBe(200);
  expect(await raw("/api/embed", "input=a", form)).toBe(400);
  expect(await raw("/api/embed", body, { ...form, origin: "https://evil.example" })).toBe(415);
  expect(await raw("/api/embed", body, { "content-type": "application/json", origin: "https://evil.example" })).toBe(200);
  // The other APIs are as strict as before.
  expect(await raw("/v1/embeddings", body, form)).toBe(415);
  expect(await raw("/api/v1/embeddings", JSON.stringify({ texts: ["a"] }), form)).toBe(415);
});

test("/api/embeddings gives one vector, and none for no prompt", async () => {
  const one = { model: "nestvec-mini", layer: 2, options: null, keep_alive: null };
  const { body } = await post(`${server.url}/api/embed`, { ...one, input: "hello world" });
  expect((await post(`${server.url}/api/embeddings`, { ...one, prompt: "hello world" })).body).toEqual({ embedding: body.embeddings[0] });
  expect((await post(`${server.url}/api/embeddings`, one)).body).toEqual({ embedding: [] });
  expect((await post(`${server.url}/api/embeddings`, { model: "llama" })).status).toBe(404);
});

test("Ollama's own client embeds, and lists and shows the models", async () => {
  const client = new Ollama({ host: server.url });
  const { embeddings } = await client.embed({ model: "nestvec-mini", input: ["hello world", "two"] });
  const { embedding } = await client.embeddings({ model: "nestvec-mini", prompt: "hello world" });
  expect(embeddings.map(({ length }) => length)).toEqual([384, 384]);
  // Alone in place of in a batch: 2e-6 is what golden.json allows.
  expect(Math.max(...embedding.map((number, at) => Math.abs(number - embeddings[0]![at]!)))).toBeLessThan(2e-6);
  const { models } = await client.list();
  expect(models).toMatchObject([
    { name: "nestvec-mini:latest", model: "nestvec-mini:latest", digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(new Date(models[0]!.modified_at).getFullYear()).toBeGreaterThan(2020);
  expect((await client.ps()).models).toMatchObject([{ name: "nestvec-mini:latest", context_length: 256 }]);
  const shown = await client.show({ model: models[0]!.name });
  expect(shown).toMatchObject({ capabilities: ["embedding"], details: { format: "onnx" } });
  expect(shown.model_info).toMatchObject({ "nestvec.context_length": 256, "nestvec.embedding_length": 384 });
  expect(await client.version()).toEqual({ version: expect.any(String) });
  await expect(client.show({ model: "llama" })).rejects.toThrow(/nestvec-mini/);
  await expect(client.embed({ model: "llama", input: "a" })).rejects.toThrow(/nestvec-mini/);
});
