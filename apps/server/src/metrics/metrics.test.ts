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
  expect(text).toMatch(/^nestvec_run_seconds_total{model="nestvec-mini",layer="2"} [\d.]+$/m);
});

test("they are on an address of their own, and nothing else is there", async () => {
  expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
  expect((await fetch(new URL("/v1/models", server.metricsUrl))).status).toBe(404);
  expect((await serveForThisTest({ metrics: false })).metricsUrl).toBeUndefined();
});
