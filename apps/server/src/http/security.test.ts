import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { post, serveForTest, serveForThisTest, type TestServer } from "../testing/serve-for-test.ts";

/** A status, with headers that fetch would not let through. */
function statusWith(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}

describe("a server with keys", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serveForTest({
      apiKey: ["first-key", "second-key"],
      corsAllowOrigin: ["https://app.example"],
      allowedHosts: ["embed.example"],
    });
  });
  afterAll(() => server.stop());

  test("any of them opens it, and nothing else", async () => {
    const embed = (authorization?: string) =>
      post(`${server.url}/v1/embeddings`, { input: "a", layer: 2 }, authorization === undefined ? {} : { authorization });
    expect((await embed("Bearer first-key")).status).toBe(200);
    expect((await embed("bearer second-key")).status).toBe(200);
    for (const wrong of [undefined, "", "first-key", "Bearer", "Bearer first-key2", "Bearer first-ke", "Basic first-key"]) {
      expect(await embed(wrong)).toMatchObject({
        status: 401,
        body: { error: { code: "invalid_api_key", type: "invalid_request_error", param: null } },
      });
    }
    expect((await fetch(`${server.url}/v1/models`)).status).toBe(401);
    expect((await fetch(`${server.url}/info`)).status).toBe(401);
  });

  test("probes and the documentation need none", async () => {
    for (const path of ["/livez", "/startupz", "/readyz", "/health", "/ping", "/docs/", "/openapi.json"])
      expect((await fetch(server.url + path)).status).toBe(200);
  });

  const preflight = (origin: string) =>
    fetch(`${server.url}/v1/embeddings`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    });
  test("browsers may call from the listed origin only", async () => {
    expect((await preflight("https://app.example")).headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).not.toBe("https://evil.example");
  });

  test("on the loopback, the Host must be its name or an allowed one", async () => {
    const { port } = new URL(server.url);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, "LOCALHOST", "embed.example"]) {
      expect(await statusWith(`${server.url}/livez`, { host })).toBe(200);
    }
    for (const host of ["evil.example", "localhost.evil.example", `evil.example:${port}`, "127.0.0.1.evil.example"]) {
      expect(await statusWith(`${server.url}/livez`, { host })).toBe(403);
    }
  });
});

test("with allowed hosts on all addresses, probes may come by the pod's address, and nothing else may", async () => {
  const server = await serveForThisTest({ hostname: "0.0.0.0", allowedHosts: ["embed.example"] });
  const url = server.url.replace("0.0.0.0", "127.0.0.1");
  const { port } = new URL(url);
  const probes = ["/livez", "/startupz", "/readyz", "/health", "/ping"];
  for (const host of [`10.1.2.3:${port}`, "10.1.2.3", `[fd00::7]:${port}`, `127.0.0.1:${port}`, `localhost:${port}`, "embed.example"]) {
    for (const path of probes) expect(await statusWith(url + path, { host }), `${path} for ${host}`).toBe(200);
    const isListed = host === "embed.example";
    for (const path of ["/info", "/v1/models", "/docs/", "/none"]) {
      if (!isListed) expect(await statusWith(url + path, { host }), `${path} for ${host}`).toBe(403);
    }
  }
  for (const host of ["evil.example", "10.1.2.3.evil.example", "localhost.evil.example", "10.1.2.3:80:80"]) {
    for (const path of probes) expect(await statusWith(url + path, { host }), `${path} for ${host}`).toBe(403);
  }
});

test("an address that cannot be read, or is very long, is not repeated", async () => {
  const server = await serveForThisTest({ apiKey: ["the-key"] });
  for (const name of ["canary7f3a%E0%A4%A", "canary7f3a".repeat(200)]) {
    const answer = await fetch(`${server.url}/v1/models/${name}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe(
      JSON.stringify({ error: { message: "Unknown path.", type: "invalid_request_error", param: null, code: "unknown_url" } }),
    );
  }
});

test("without a listed origin there are no CORS headers at all", async () => {
  const server = await serveForThisTest();
  const { headers } = await fetch(`${server.url}/livez`, { headers: { origin: "https://app.example" } });
  expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
});

const canary = "canary7f3a";

/** Every field that any API takes, each holding the canary. */
const bodies: readonly (readonly [string, object])[] = [
  ["/v1/embeddings", { input: canary, layer: 2, user: canary }],
  ["/v1/embeddings", { input: [canary, canary], model: canary }],
  ["/v1/embeddings", { input: canary, encoding_format: canary }],
  ["/v1/embeddings", { input: { [canary]: canary } }],
  ["/v1/embeddings", { input: canary, prompt_name: canary }],
  ["/v1/embeddings", { input: canary, input_type: canary }],
  ["/v1/embeddings", { input: canary, truncate: canary }],
  ["/v1/embeddings", { input: canary, dimensions: canary, [canary]: canary }],
  ["/v1/embeddings", { input: `${canary} `.repeat(1000) }],
  [`/v1/${canary}`, { input: canary }],
  ["/embed", { inputs: [canary], prompt_name: canary }],
  ["/embed", { inputs: canary, truncation_direction: canary }],
  ["/embed", { inputs: canary, model: canary }],
  ["/rerank", { query: canary, texts: [canary, { text: canary }] }],
  ["/similarity", { inputs: { source_sentence: canary, sentences: canary } }],
  ["/tokenize", { inputs: [canary, 1], prompt_name: canary }],
  ["/api/v1/embeddings", { texts: [canary], model: canary, quality_priority: canary }],
  ["/api/v1/similarity/batch", { query: canary, candidates: [""] }],
  ["/api/embed", { model: canary, input: canary }],
  ["/api/embeddings", { model: canary, prompt: canary, options: { [canary]: canary } }],
  ["/api/show", { model: canary, name: canary }],
  ["/v1/embed", { texts: [canary, 1], model: canary }],
  ["/v1/rerank", { query: canary, documents: [canary, { [canary]: canary }], rank_fields: [canary] }],
  ["/v2/rerank", { query: canary, documents: [canary], model: canary }],
  ["/embeddings", { input: [[7], canary] }],
  ["/v2/embed", { texts: [canary], input_type: canary, embedding_types: [canary], truncate: canary }],
];

test("what a client sends is in no log line, no metric and no error", async () => {
  const server = await serveForThisTest();
  const answers: string[] = [];
  for (let round = 0; round < 10; round++) {
    for (const [path, body] of bodies) {
      const headers = {
        [canary]: canary,
        "x-nestvec-lane": round % 5 === 4 ? canary : "bulk",
        authorization: `Bearer ${canary}`,
        traceparent: canary,
      };
      const { status, body: answer } = await post(`${server.url}${path}?${canary}=${canary}`, body, headers);
      if (status >= 400) answers.push(JSON.stringify(answer));
      expect(status).toBeLessThan(500);
    }
    await post(`${server.url}/v1/embeddings`, `{"${canary}": ${canary}}`).then(({ body }) => answers.push(JSON.stringify(body)));
  }
  const metrics = await fetch(server.metricsUrl!).then((response) => response.text());
  expect(answers.length).toBeGreaterThan(150);
  expect(server.logged.length).toBeGreaterThan(200);
  for (const text of [...answers, ...server.logged, metrics]) expect(text).not.toContain(canary);
});
