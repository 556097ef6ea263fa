import { embedderOver } from "@nestvec/core";
import { meanOfRowsEngine } from "@nestvec/conformance";
import { expect, test } from "vitest";
import { post, serveForThisTest } from "../testing/serve-for-test.ts";

const rows = { unknown: [0, 0, 1, 0], red: [3, 4, 0, 12], green: [-3, 4, 0, 0], blue: [0, 0, 0, 1] };
const platform = {
  clock: () => performance.now(),
  digest: async () => "",
  store: { read: async () => undefined, write: async () => ({ kept: false }) },
};

test("an embedder over an engine of another kind is served: a table of rows and a mean", async () => {
  const asked: string[] = [];
  const server = await serveForThisTest({ modelId: ["colours=table:4"], layers: [] }, async (model) => {
    asked.push(model);
    return embedderOver(meanOfRowsEngine(model, rows), platform);
  });
  expect(asked).toEqual(["table:4"]);
  const { status, body } = await post(`${server.url}/v1/embeddings`, { input: ["red green", "red", "blue green"], dimensions: 2 });
  expect(status).toBe(200);
  expect(body.model).toBe("colours");
  expect(body.usage.total_tokens).toBe(5);
  // The mean of both is (0, 4, …), red alone (3, 4) of length 5.
  const [both, red] = body.data.map(({ embedding }: { readonly embedding: readonly number[] }) => embedding);
  expect(both).toEqual([0, 1]);
  expect(red[0]).toBeCloseTo(0.6, 6);
  expect(red[1]).toBeCloseTo(0.8, 6);
  const whole = await post(`${server.url}/embed`, { inputs: "red unknown", normalize: false });
  expect(whole.body).toEqual([[1.5, 2, 0.5, 6]]);
  const tokens = await post(`${server.url}/tokenize`, { inputs: "blue sky" });
  expect(tokens.body[0].map(({ id }: { readonly id: number }) => id)).toEqual([3, 0]);
  expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({
    models: [{ name: "colours", exits: [{ layer: 1, check: "inference", passed: true }] }],
  });
});
