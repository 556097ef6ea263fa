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
