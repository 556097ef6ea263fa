import { connect } from "node:net";
import OpenAI, { RateLimitError } from "openai";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { deadlineHeader, laneHeader } from "../embedding/urgency.ts";
import { until } from "../testing/built-server.ts";
import { metric, post, serveForTest, serveForThisTest, type TestServer } from "../testing/serve-for-test.ts";

const many = (count: number, words: number): string[] => Array.from({ length: count }, (_, index) => `${index} ${"word ".repeat(words)}`);

describe("one server with small limits", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serveForTest({ maxRequestTokens: 1000, maxInputTokens: 50, maxConcurrentRequests: 8 });
  });
  afterAll(() => server.stop());
  const embed = (body: object, headers: Readonly<Record<string, string>> = {}) =>
    post(`${server.url}/v1/embeddings`, { layer: 2, ...body }, headers);

  test("tokens of an input and of a request are limited, exactly", async () => {
    // 2 special tokens and 48 words; then one more.
    expect((await embed({ input: "word ".repeat(48) })).status).toBe(200);
    expect(await embed({ input: "word ".repeat(49) })).toMatchObject({ status: 400, body: { error: { code: "context_length_exceeded" } } });
    expect((await embed({ input: Array.from({ length: 20 }, () => "word ".repeat(48)) })).status).toBe(200);
    const over = await embed({ input: [...Array.from({ length: 20 }, () => "word ".repeat(48)), "one"] });
    expect(over).toMatchObject({
      status: 400,
      body: { error: { code: "context_length_exceeded", message: expect.stringContaining("1003 tokens; 1000") } },
    });
    const ids = Array.from({ length: 21 }, () => [101, ...Array.from({ length: 46 }, () => 2000), 102]);
    expect(await embed({ input: ids })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining("1008 tokens") } },
    });
  });

  test("a deadline that passes is a 504, and a wrong one a 400", async () => {
    // More than one batch, which no processor does in a millisecond.
    expect(await embed({ input: many(18, 40) }, { [deadlineHeader]: "1" })).toMatchObject({ status: 504 });
    expect(await embed({ input: "a" }, { [deadlineHeader]: "soon" })).toMatchObject({
      status: 400,
      body: { error: { param: deadlineHeader } },
    });
    expect(await embed({ input: "a" }, { [laneHeader]: "fast" })).toMatchObject({ status: 400, body: { error: { param: laneHeader } } });
    expect((await embed({ input: "a" }, { [laneHeader]: "bulk" })).status).toBe(200);
  });

  test("more requests than may be under way are told when to come again, which the official client does", async () => {
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none", maxRetries: 0 });
    const one = () => client.embeddings.create({ model: "nestvec-mini", input: many(18, 40) });
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, one));
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(40);
    for (const error of refused) {
      expect(error).toBeInstanceOf(RateLimitError);
      const { headers } = error as RateLimitError;
      expect(Number(headers.get("retry-after-ms"))).toBeGreaterThanOrEqual(1);
      expect(Number(headers.get("retry-after"))).toBe(Math.max(1, Math.ceil(Number(headers.get("retry-after-ms")) / 1000)));
    }
    const patient = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none", maxRetries: 50 });
    const all = await Promise.all(
      Array.from({ length: 12 }, () => patient.embeddings.create({ model: "nestvec-mini", input: many(4, 10), ...shallow })),
    );
    expect(all.every(({ data }) => data.length === 4)).toBe(true);
  });
});

const shallow = { layer: 2 };

test("a full queue is a 429 with the engine's own drain time, in its lane only", async () => {
  // A deadline that never comes: it is the queue alone that refuses.
  const server = await serveForThisTest({ queueTexts: 100, layers: [2, 6], deadline: 3_600_000 });
  const bulk = { input: many(100, 40), layer: 6 };
  const accepted = post(`${server.url}/v1/embeddings`, bulk);
  await until(async () => (await metric(server, "te_queue_size")) > 0);
  // It fits only into an empty queue.
  const refused = await Promise.all(Array.from({ length: 3 }, () => post(`${server.url}/v1/embeddings`, bulk)));
  expect((await post(`${server.url}/v1/embeddings`, { input: "a query", layer: 2 })).status).toBe(200);
  for (const { status, headers, body } of refused) {
    expect(status).toBe(429);
    expect(Number(headers.get("retry-after-ms"))).toBeGreaterThanOrEqual(1);
    expect(body.error).toMatchObject({ code: "rate_limit_exceeded", type: "rate_limit_error" });
  }
  expect((await accepted).status).toBe(200);
});

test("a client that goes away leaves the queue", async () => {
  const server = await serveForThisTest({ layers: [6] });
  const stop = new AbortController();
  const body = JSON.stringify({ input: many(1000, 100), layer: 6 });
  const gone = fetch(`${server.url}/v1/embeddings`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    signal: stop.signal,
  }).catch((error: Error) => error.name);
  await until(async () => (await metric(server, "te_queue_size")) > 500);
  stop.abort();
  expect(await gone).toBe("AbortError");
  await until(async () => (await metric(server, "te_queue_size")) === 0);
  expect(await metric(server, "nestvec_requests_under_way")).toBe(0);
  // Far fewer batches than the job has: at least one text each, five texts a batch of 512 tokens.
  expect(await metric(server, "nestvec_batches_total")).toBeLessThan(150);
});

test("a body that does not arrive in time is given up", async () => {
  const server = await serveForThisTest({ requestTimeout: 500 });
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  let answer = "";
  socket.on("data", (data: Buffer) => (answer += data.toString()));
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.write(`POST /embed HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`);
  await closed;
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  expect(await metric(server, "nestvec_requests_under_way")).toBe(0);
});
