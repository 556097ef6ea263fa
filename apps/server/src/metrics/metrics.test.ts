import { afterAll, beforeAll, expect, test } from "vitest";
import { post, serveForTest, serveForThisTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest();
});
afterAll(() => server.stop());

test("metrics have TEI's names, the exits, the padding and the restarts, and count what was done", async () => {
  await post(`${server.url}/embed`, { inputs: ["hello world", "two"], layer: 2, dimensions: 64 });
  await post(`${server.url}/embed`, { inputs: [] });
  const response = await fetch(server.metricsUrl!);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
  const text = await response.text();
  expect(text).toContain(`te_request_count{method="/embed"} 2`);
  expect(text).toContain(`te_request_success{method="/embed"} 1`);
  expect(text).toContain(`te_request_failure{method="/embed",err="empty"} 1`);
  expect(text).toContain(`te_embed_count{model="nestvec-mini"} 2`);
  expect(text).toContain(`nestvec_input_tokens_total{model="nestvec-mini"} 7`);
  expect(text).toContain(`nestvec_exit_inputs_total{model="nestvec-mini",layer="2",dimension="64"} 2`);
  for (const name of [
    "te_request_duration",
    "te_request_queue_duration",
    "te_request_inference_duration",
    "te_request_tokenization_duration",
  ]) {
    expect(text).toMatch(new RegExp(`^${name}_bucket`, "m"));
  }
  for (const name of [
    "te_queue_size",
    "nestvec_padded_tokens_total",
    "nestvec_useful_tokens_total",
    "nestvec_worker_restarts_total",
    "nestvec_workers",
  ]) {
    expect(text).toMatch(new RegExp(`^${name}{model="nestvec-mini"} \\d+$`, "m"));
  }
  expect(text).toMatch(/^nestvec_provider_inputs_total{model="nestvec-mini",provider="cpu"} \d+$/m);
  expect(text).toMatch(/^nestvec_run_seconds_total{model="nestvec-mini",layer="2"} [\d.]+$/m);
});

/** The figures of a reading, by name and labels. */
async function figuresOf({ metricsUrl }: TestServer): Promise<{ readonly text: string; value(name: string): number }> {
  const text = await fetch(metricsUrl!).then((response) => response.text());
  const lines = new Map(text.split("\n").map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]));
  return { text, value: (name) => lines.get(name) ?? 0 };
}

const model = `model="nestvec-mini"`;

test("TEI's figures of inputs and batches, with its types and units", async () => {
  const own = await serveForThisTest();
  const before = await figuresOf(own);
  const texts = ["one", "two words", "and then three words more"];
  expect((await post(`${own.url}/embed`, { inputs: texts, layer: 2 })).status).toBe(200);
  expect((await post(`${own.url}/v1/embeddings`, { input: "word ".repeat(600), layer: 2 })).status).toBe(400);
  // One answer of the children serves all figures that are read within a moment.
  const batchesOf = ({ value: read }: Awaited<ReturnType<typeof figuresOf>>): number => read(`nestvec_batches_total{${model}}`);
  await expect.poll(async () => batchesOf(await figuresOf(own))).toBeGreaterThan(batchesOf(before));
  const { text, value } = await figuresOf(own);
  const types = [...text.matchAll(/^# TYPE (te_\S+) (\S+)$/gm)].map(([, name, type]) => [name!, type!]);
  expect(Object.fromEntries(types)).toMatchObject({
    te_embed_count: "counter",
    te_embed_success: "counter",
    te_embed_duration: "histogram",
    te_embed_tokenization_duration: "histogram",
    te_embed_queue_duration: "histogram",
    te_embed_inference_duration: "histogram",
    te_request_input_length: "histogram",
    te_batch_next_size: "histogram",
    te_batch_next_tokens: "histogram",
    te_queue_size: "gauge",
  });
  // What was too long was wanted, and not embedded.
  expect(value(`te_embed_count{${model}}`)).toBe(4);
  expect(value(`te_embed_success{${model}}`)).toBe(3);
  for (const part of ["", "_tokenization", "_queue", "_inference"]) {
    expect(value(`te_embed${part}_duration_count{${model}}`)).toBe(3);
    expect(value(`te_embed${part}_duration_sum{${model}}`)).toBeLessThan(60);
  }
  expect(value(`te_embed_duration_sum{${model}}`)).toBeGreaterThan(0);
  // Tokens with the two special ones: 3 + 4 + 7.
  expect(value("te_request_input_length_count")).toBe(3);
  expect(value("te_request_input_length_sum")).toBe(14);
  expect(value(`te_request_input_length_bucket{le="4"}`)).toBe(2);
  // The check of the exit at the start ran batches, too.
  const grown = (name: string): number => value(name) - before.value(name);
  const batches = grown(`te_batch_next_size_count{${model}}`);
  expect(batches).toBeGreaterThan(0);
  expect(batches).toBe(grown(`nestvec_batches_total{${model}}`));
  expect(grown(`te_batch_next_size_sum{${model}}`)).toBe(3);
  expect(grown(`te_batch_next_tokens_sum{${model}}`)).toBe(14);
  expect(grown(`te_batch_next_tokens_bucket{${model},le="+Inf"}`)).toBe(batches);
  expect(grown(`te_batch_next_size_bucket{${model},le="4096"}`)).toBe(batches);
  expect(grown(`te_batch_next_tokens_bucket{${model},le="1"}`)).toBe(0);
});

test("probes, lists, the documentation and paths that are not there are no requests", async () => {
  const own = await serveForThisTest({ apiKey: ["k"] });
  const paths = [
    "/livez",
    "/startupz",
    "/readyz",
    "/health",
    "/ping",
    "/docs/",
    "/openapi.json",
    "/none",
    "/v1/none",
    "/v1/models",
    "/info",
  ];
  for (const path of paths) await fetch(own.url + path);
  await fetch(`${own.url}/health`, { method: "HEAD" });
  await fetch(`${own.url}/none`, { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
  expect((await figuresOf(own)).text).not.toMatch(/^te_request_\w+\{method/m);
  // A request that is turned down before its body is read is one.
  expect((await post(`${own.url}/embed`, { inputs: "a" })).status).toBe(401);
  const { value, text } = await figuresOf(own);
  expect(value(`te_request_count{method="/embed"}`)).toBe(1);
  expect(value(`te_request_failure{method="/embed",err="unauthorized"}`)).toBe(1);
  // As in TEI, durations are of those that were answered.
  expect(text).not.toContain("te_request_duration_count{");
});

test("they are on an address of their own, and nothing else is there", async () => {
  expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
  expect((await fetch(new URL("/v1/models", server.metricsUrl))).status).toBe(404);
  expect((await serveForThisTest({ metrics: false })).metricsUrl).toBeUndefined();
});
