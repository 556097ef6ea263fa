import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { referenceModels } from "@nestvec/conformance";
import { until } from "../testing/built-server.ts";
import { metric, post, serveForThisTest } from "../testing/serve-for-test.ts";

const tiny = fileURLToPath(new URL("tiny-modernbert", referenceModels));

async function copyOfTiny(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "nestvec-served-")), "tiny");
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(tiny, folder, { recursive: true });
  return folder;
}

test("several models are served by name; one that cannot be loaded does not take the others down", async () => {
  const server = await serveForThisTest({ modelId: ["nestvec-mini", `small=${tiny}`, "broken=/nowhere/at/all"] });
  const ready = await fetch(`${server.url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({
    status: "ready",
    models: [
      { name: "nestvec-mini", state: "ready", exits: [{ layer: 2, check: "golden", passed: true }] },
      // Its golden.json is of another form, so that a run of its own had to do.
      { name: "small", state: "ready", exits: [{ layer: 2, check: "inference", passed: true }] },
      { name: "broken", state: "failed", exits: [] },
    ],
  });
  const embed = (model: string) => post(`${server.url}/v1/embeddings`, { model, input: "a", layer: 2 });
  expect((await embed("nestvec-mini")).body.data[0].embedding).toHaveLength(384);
  expect((await embed("small")).body.data[0].embedding).toHaveLength(64);
  const failed = await embed("broken");
  expect(failed).toMatchObject({ status: 503, body: { error: { code: "service_unavailable" } } });
  expect(JSON.stringify(failed.body)).not.toContain("nowhere");
  expect(server.logged.join("")).toContain("nowhere");
  expect(server.logged.join("")).toContain("there is no folder /nowhere/at/all");
  const names = (await fetch(`${server.url}/v1/models`).then((response) => response.json())) as { data: { id: string }[] };
  expect(names.data.map(({ id }) => id)).toEqual(["nestvec-mini", "small", "broken"]);
});

/** What a server makes of a text at layer 4 of a model of that name. */
async function vectorOf(settings: object): Promise<unknown> {
  const server = await serveForThisTest({ layers: [4], ...settings });
  const answer = await post(`${server.url}/v1/embeddings`, { model: "tiny-modernbert", input: "a", layer: 4 });
  expect(answer.status).toBe(200);
  return answer.body.data[0].embedding;
}

test("a model has the prompts of the repository that a setting names", async () => {
  const server = await serveForThisTest({ modelId: [tiny], layers: [4], repository: "intfloat/e5-small-v2", defaultPromptName: "query" });
  const answer = await post(`${server.url}/v1/embeddings`, { model: "tiny-modernbert", input: "a", layer: 4 });
  const prompted = await vectorOf({ modelId: [tiny], prompts: { query: "query: " }, defaultPromptName: "query" });
  expect(answer.body.data[0].embedding).toEqual(prompted);
  expect(prompted).not.toEqual(await vectorOf({ modelId: [tiny] }));
});

test("a graph is served by its path, under the name of its model's folder, or by the name that a setting gives", async () => {
  const graph = "onnx-fp32/layer-4/model.onnx";
  const byPath = await vectorOf({ modelId: [`tiny-modernbert=${join(tiny, graph)}`] });
  expect(await vectorOf({ modelId: [join(tiny, "onnx/layer-4/model.onnx")] })).not.toEqual(byPath);
  expect(await vectorOf({ modelId: [tiny], modelFile: graph })).toEqual(byPath);
  expect(await vectorOf({ modelId: [tiny] })).not.toEqual(byPath);
  const server = await serveForThisTest({ modelId: [tiny], dtype: "q8" });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
  expect(server.logged.join("")).toContain("no graph for dtype");
});

test("loaded lazily, a model is loaded by the first request, under the name it was given", async () => {
  const server = await serveForThisTest({ load: "lazy", modelId: ["nestvec-mini"], servedModelName: ["text-embedding-3-small"] });
  const states = async () =>
    (await fetch(`${server.url}/readyz`).then((response) => response.json())) as { models: { state: string }[]; status: string };
  expect(await states()).toMatchObject({ status: "ready", models: [{ state: "waiting" }] });
  const answer = await post(`${server.url}/v1/embeddings`, { model: "text-embedding-3-small", input: "a", layer: 2 });
  expect(answer).toMatchObject({ status: 200, body: { model: "text-embedding-3-small" } });
  expect(await states()).toMatchObject({ status: "ready", models: [{ state: "ready" }] });
});

test("a model whose vectors are not its golden ones is not served", async () => {
  const folder = await copyOfTiny();
  const wrong = { tolerance: { max_abs: 1e-3 }, cases: [{ text: "hello", normalized: { 2: Array.from({ length: 64 }, () => 0.125) } }] };
  await writeFile(join(folder, "golden.json"), JSON.stringify(wrong));
  const server = await serveForThisTest({ modelId: [folder] });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${server.url}/health`)).status).toBe(503);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  expect(server.logged.join("")).toMatch(/differ from the golden ones/);
  expect(await post(`${server.url}/embed`, { inputs: "a" })).toMatchObject({ status: 503, body: { error_type: "Unhealthy" } });
});

test("a model whose golden vectors cannot be read is not served", async () => {
  const folder = await copyOfTiny();
  await writeFile(join(folder, "golden.json"), '{"tolerance": {');
  const server = await serveForThisTest({ modelId: [folder] });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
  expect(server.logged.join("")).toMatch(/golden\.json.*not JSON, or cut short/);
});

test("two models of one name, and names for fewer models than there are, stop the start", async () => {
  await expect(serveForThisTest({ modelId: ["nestvec-mini", "nestvec-mini"] })).rejects.toThrow(/another name/);
  await expect(serveForThisTest({ modelId: ["nestvec-mini"], servedModelName: ["a", "b"] })).rejects.toThrow(/--served-model-name/);
});

test("any name is taken where that is set and one model is served", async () => {
  const server = await serveForThisTest({ anyModelName: true });
  for (const [path, body] of [
    ["/v1/embeddings", { model: "text-embedding-3-small", input: "a" }],
    ["/embed", { model: "BAAI/bge-small-en", inputs: "a" }],
    ["/api/embed", { model: "nomic-embed-text:v1.5", input: "a" }],
  ] as const)
    expect((await post(server.url + path, body)).status).toBe(200);
  const strict = await serveForThisTest();
  expect((await post(`${strict.url}/v1/embeddings`, { model: "text-embedding-3-small", input: "a" })).status).toBe(404);
  await expect(serveForThisTest({ anyModelName: true, modelId: ["nestvec-mini", `small=${tiny}`] })).rejects.toThrow(
    /--any-model-name.*one model/,
  );
});

test("a child that dies is replaced, and its request is answered", async () => {
  const server = await serveForThisTest({ layers: [6] });
  const work = post(`${server.url}/v1/embeddings`, {
    input: Array.from({ length: 30 }, (_, index) => `${index} ${"word ".repeat(80)}`),
    layer: 6,
  });
  await new Promise((resolve) => setTimeout(resolve, 150));
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ").map(Number);
  const worker = children.find((id) => readFileSync(`/proc/${id}/cmdline`, "utf8").includes("worker.js"));
  expect(worker).toBeDefined();
  process.kill(worker!, "SIGKILL");
  expect((await work).status).toBe(200);
  await until(async () => (await metric(server, "nestvec_worker_restarts_total")) === 1);
});
