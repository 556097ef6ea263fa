import { embedderOver, type Engine } from "@nestvec/core";
import { meanOfRowsEngine } from "@nestvec/conformance";
import { expect, test } from "vitest";
import { post, serveForThisTest } from "../testing/serve-for-test.ts";

const rows = { unknown: [0, 0, 1, 0], query: [3, 4, 0, 12], red: [-3, 4, 0, 0] };
const platform = {
  clock: () => performance.now(),
  digest: async () => "",
  store: { read: async () => undefined, write: async () => ({ kept: false }) },
};
const tasks = ["retrieval.query", "retrieval.passage", "separation"];

/** An engine that has to be told a task, or one with two prompts, and what it was asked for. */
async function serve(own: object): Promise<{ readonly url: string; readonly asked: unknown[] }> {
  const asked: unknown[] = [];
  const engine = meanOfRowsEngine("colours", rows);
  const telling: Engine = {
    ...engine,
    info: async () => ({ ...(await engine.info()), ...own }),
    async embed(request) {
      if (request.texts.length > 0) asked.push({ task: request.task, prompt: request.prompt });
      return engine.embed(request);
    },
  };
  const { url } = await serveForThisTest({ modelId: ["colours=table:4"], layers: [] }, async () => embedderOver(telling, platform));
  asked.length = 0;
  return { url, asked };
}

const prompts = { "retrieval.query": "query: ", "retrieval.passage": "", separation: "" };

test("the task of Jina's clients reaches a model that has tasks, with its prompt; without one the error names them", async () => {
  const { url, asked } = await serve({ tasks, prompts, defaultTask: undefined });
  const ask = (more: object) => post(`${url}/v1/embeddings`, { input: "red", ...more });
  for (const more of [{ task: "retrieval.query" }, { input_type: "query" }, { task: "separation" }, { input_type: "clustering" }])
    expect(await ask(more)).toMatchObject({ status: 200 });
  const query = { task: "retrieval.query", prompt: "query: " };
  const separation = { task: "separation", prompt: "" };
  expect(asked).toEqual([query, query, separation, separation]);
  for (const more of [{}, { task: "clustering" }]) {
    const { status, body } = await ask(more);
    expect(status).toBe(400);
    expect(body.error.message).toContain("retrieval.passage");
  }
});

test("on a model that is told nothing, the tasks of retrieval choose its prompts, and others are refused", async () => {
  const { url, asked } = await serve({ prompts: { query: "query: ", document: "passage: " } });
  for (const task of ["retrieval.query", "retrieval.passage"])
    expect(await post(`${url}/v1/embeddings`, { input: "red", task })).toMatchObject({ status: 200 });
  expect(asked).toEqual([
    { task: undefined, prompt: "query: " },
    { task: undefined, prompt: "passage: " },
  ]);
  expect((await post(`${url}/v1/embeddings`, { input: "red", task: "separation" })).status).toBe(400);
});
