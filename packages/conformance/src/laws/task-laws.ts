import { expect, it } from "vitest";
import { expectClose } from "../reference/closeness.ts";
import { smallTable, smallVocabulary, smallWidth } from "../graphs/small-graph.ts";
import type { OpenGraph } from "./open-graph.ts";

const table = smallTable();
const rowOf = (id: number, add: number): Float32Array =>
  table.slice(id * smallWidth, (id + 1) * smallWidth).map((number) => Math.fround(number + add));
const means = { pooling: "mean" } as const;
const raw = { normalize: false };

const tasks = ["retrieval.query", "retrieval.passage", "separation"];
const instructions = { "retrieval.query": "query: ", "retrieval.passage": "", separation: "" };
const config = {
  "config.json": JSON.stringify({
    hidden_size: smallWidth,
    num_hidden_layers: 1,
    vocab_size: smallVocabulary,
    lora_adaptations: tasks,
    task_instructions: instructions,
  }),
};
const ownModule = {
  "modules.json": JSON.stringify([
    { path: "", type: "custom_st.Transformer" },
    { path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
  ]),
  "1_Pooling/config.json": '{"pooling_mode": "mean"}',
};

/** The laws of graphs that are told what vectors are for, as jina-embeddings-v3. */
export function taskLaws(open: OpenGraph): void {
  it("is fed the number of the task, and texts of two tasks are never in one batch", async () => {
    for (const form of ["one", "each"] as const) {
      await using embedder = await open({ tasks: form }, means, config);
      expect((await embedder.info()).tasks).toEqual(tasks);
      const calls = tasks.map((task) => embedder.embed([[7], [9, 9]], { ...raw, task }));
      for (const [number, answer] of (await Promise.all(calls)).entries()) {
        expectClose(answer.vectors[0], rowOf(7, number), 1e-6, `${form}, task ${number}`);
        expectClose(answer.vectors[1], rowOf(9, number), 1e-6, `${form}, task ${number}`);
      }
      await embedder.warmUp();
    }
  });

  it("has its task from a role or a prompt, or from the option of the model; without any, the error names them", async () => {
    await using embedder = await open({ tasks: "one" }, {}, { ...config, ...ownModule });
    const first = async (options: object): Promise<number> =>
      (await embedder.embed([[7]], { ...raw, ...options })).vectors[0]?.[0] ?? Number.NaN;
    const [zero = 0] = rowOf(7, 0);
    expect(await first({ role: "document" })).toBeCloseTo(zero + 1, 6);
    expect(await first({ role: "query" })).toBeCloseTo(zero, 6);
    expect(await first({ prompt: "separation" })).toBeCloseTo(zero + 2, 6);
    await expect(first({})).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
      message: expect.stringMatching(/"task" .* must be "retrieval.query" or "retrieval.passage" or "separation"/),
    });
    await expect(first({ task: "clustering" })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    await using separating = await open({ tasks: "one" }, { ...means, task: "separation" }, config);
    expect((await separating.embed([[7]], raw)).vectors[0]?.[0]).toBeCloseTo(zero + 2, 6);
    await expect(open({ tasks: "one" }, { ...means, task: "clustering" }, config)).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  });

  it("puts the prompt of its task before texts, and names the spaces of tasks that are not to be compared", async () => {
    await using embedder = await open({ tasks: "one" }, means, config);
    const [query] = await embedder.tokenize(["boxes"], { task: "retrieval.query" });
    const [bare] = await embedder.tokenize(["query: boxes"], { prompt: null });
    expect(query?.ids).toEqual(bare?.ids);
    const spaces = await Promise.all(tasks.map(async (task) => (await embedder.embed(["boxes"], { task })).space));
    expect(spaces[0]).toBe(spaces[1]);
    expect(spaces[0]).toMatch(/\/retrieval$/);
    expect(spaces[2]).toMatch(/\/separation$/);
    const stored = await embedder.embed(["boxes", "dolls"], { role: "document" });
    expect((await embedder.search("boxes", stored, { topK: 1 })).matches).toHaveLength(1);
    expect((await embedder.search("boxes", ["boxes"], { task: "separation" })).space).toBe(spaces[2]);
    await expect(embedder.search("boxes", stored, { task: "separation" })).rejects.toMatchObject({ code: "SPACE_MISMATCH" });
    // Before any candidate is embedded.
    const { batchedTexts } = await embedder.stats();
    const other = { candidatePrompt: "separation" };
    await expect(embedder.search("boxes", ["other boxes"], other)).rejects.toMatchObject({ code: "SPACE_MISMATCH" });
    expect((await embedder.stats()).batchedTexts).toBe(batchedTexts);
    const named = { ...means, space: "ours/retrieval" };
    await expect(open({ tasks: "one" }, named, config)).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  });

  it("that takes a task which no file names is refused, and so is a task for a graph that takes none", async () => {
    await using nameless = await open({ tasks: "one" });
    await expect(nameless.embed([[7]])).rejects.toMatchObject({
      code: "GRAPH_INVALID",
      message: expect.stringContaining("lora_adaptations"),
    });
    await using plain = await open({}, means, config);
    expect(await plain.info()).not.toHaveProperty("tasks");
    await expect(plain.embed([[7]], { task: "separation" })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    expect((await plain.embed([[7]])).vectors).toHaveLength(1);
    await expect(open({}, {}, ownModule)).rejects.toMatchObject({ code: "MODULE_UNSUPPORTED" });
  });
}
