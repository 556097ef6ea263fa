import { expect, test } from "vitest";
import { memorySource } from "./model/files/memory-source.ts";
import { modelFiles } from "./model/graphs/model-files.ts";
import type { GraphValue, Runtime, Session } from "./runtime/runtime.ts";
import type { Tensor } from "./runtime/tensor.ts";
import { graphDifference, trustedRuntime } from "./trusted-runtime.ts";

const width = 4;
const input = (name: string): GraphValue => ({ name, type: "int64", shape: ["rows", "tokens"] });

/** A runtime whose graphs give a vector for every token, changed by `change`. Padding gives what nobody may look at. */
function tokenRuntime(provider: string, change: (value: number, rows: number, tokens: number) => number = (value) => value) {
  let open = 0;
  const run = async (feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> => {
    const { data, dims } = feeds["input_ids"] as Tensor & { readonly data: BigInt64Array };
    const [rows = 0, tokens = 0] = dims;
    const values = Float32Array.from({ length: rows * tokens * width }, (_, i) => {
      const id = Number(data[Math.floor(i / width)]);
      return id === 0 ? Math.random() : change(Math.sin(id + i), rows, tokens);
    });
    return { last_hidden_state: { type: "float32", data: values, dims: [rows, tokens, width] } };
  };
  const session = (): Session => ({
    provider,
    inputs: [input("input_ids"), input("attention_mask")],
    outputs: [{ name: "last_hidden_state", type: "float32", shape: ["rows", "tokens", width] }],
    run,
    dispose: async () => void (open -= 1),
  });
  const runtime: Runtime = { name: "r", version: "1", machine: "m", open: async () => ((open += 1), session()) };
  return { runtime, open: () => open };
}

const files = modelFiles(memorySource({}));

/** The provider that is left in use, what is said, and how many sessions of each stay open. */
async function tried(change?: (value: number, rows: number, tokens: number) => number) {
  const [gpu, cpu] = [tokenRuntime("gpu", change), tokenRuntime("cpu")];
  const runtime = trustedRuntime(gpu.runtime, { reference: cpu.runtime, untrusted: ["gpu"] });
  const { provider } = await runtime.open(files, "g.onnx");
  return { provider, notes: runtime.notes?.(), open: [gpu.open(), cpu.open()] };
}

test("a graph that gives the reference's vectors, but for rounding, stays; the reference's is closed", async () => {
  expect(await tried((value) => value * (1 + 1e-4))).toEqual({ provider: "gpu", notes: [], open: [1, 0] });
});

const gaveWay = (what: string) => ({
  provider: "cpu",
  notes: [expect.stringMatching(`^cpu runs "g.onnx" in place of gpu, which gave other vectors for ${what}: off by .* is allowed\\.$`)],
  open: [0, 1],
});

test("one that is wrong in any of the cases gives way, with the case and the figures", async () => {
  expect(await tried((value, rows, tokens) => (rows === 1 && tokens === 1 ? value * 1.1 : value))).toEqual(gaveWay("1 tokens"));
  expect(await tried((value, rows, tokens) => (rows === 1 && tokens === 16 ? value + 0.1 : value))).toEqual(gaveWay("16 tokens"));
  expect(await tried((value, rows, tokens) => (rows === 1 && tokens === 200 ? Number.NaN : value))).toEqual(gaveWay("200 tokens"));
  expect(await tried((value, rows) => (rows > 1 ? 0 : value))).toEqual(gaveWay("a padded batch"));
});

test("one that fails to run gives way, too; a provider that is trusted is not checked", async () => {
  const failing = await tried(() => {
    throw new RangeError("out of memory.");
  });
  expect(failing).toMatchObject({
    provider: "cpu",
    notes: [`cpu runs "g.onnx" in place of gpu, which failed on 1 tokens: out of memory.`],
  });
  const cpu = tokenRuntime("cpu");
  const runtime = trustedRuntime(cpu.runtime, { reference: tokenRuntime("other").runtime, untrusted: ["gpu"] });
  expect((await runtime.open(files, "g.onnx")).provider).toBe("cpu");
  expect(cpu.open()).toBe(1);
});

/** A GPU that is wrong at 16 tokens, beside a reference that runs no text of more than `most` tokens. */
function refusing(most: number): Runtime {
  const cpu = tokenRuntime("cpu", (value, _rows, tokens) => {
    if (tokens > most) throw new RangeError("too many tokens");
    return value;
  });
  const gpu = tokenRuntime("gpu", (value, rows, tokens) => (rows === 1 && tokens === 16 ? value + 0.1 : value));
  return trustedRuntime(gpu.runtime, { reference: cpu.runtime, untrusted: ["gpu"] });
}

test("a model that takes fewer tokens is checked with those; one that the reference cannot run at all is not believed", async () => {
  const [short, none] = [refusing(16), refusing(0)];
  expect((await short.open(files, "g.onnx")).provider).toBe("cpu");
  expect(short.notes?.()).toEqual([expect.stringContaining("gave other vectors for 16 tokens")]);
  expect((await none.open(files, "g.onnx")).provider).toBe("cpu");
  expect(none.notes?.()).toEqual([
    `cpu runs "g.onnx" in place of gpu, which could not be checked, since the reference fails on texts of every length.`,
  ]);
});

test("where the reference cannot be opened, nothing stays open", async () => {
  const gpu = tokenRuntime("gpu");
  const reference = { ...tokenRuntime("cpu").runtime, open: () => Promise.reject(new RangeError("no room")) };
  await expect(trustedRuntime(gpu.runtime, { reference, untrusted: ["gpu"] }).open(files, "g.onnx")).rejects.toThrow("no room");
  expect(gpu.open()).toBe(0);
});

/** A runtime whose graph also takes the number of a task and a cache that does not declare its heads; `fed` is what it was given last. */
function decoderRuntime(provider: string) {
  const fed: Record<string, readonly number[]> = {};
  const open = async (): Promise<Session> => ({
    provider,
    inputs: [
      input("input_ids"),
      input("attention_mask"),
      { name: "task_id", type: "int64", shape: [] },
      { name: "past_key_values.0.key", type: "float32", shape: ["rows", "heads", "past", "width"] },
    ],
    outputs: [{ name: "last_hidden_state", type: "float32", shape: ["rows", "tokens", width] }],
    async run(feeds) {
      for (const [name, { dims }] of Object.entries(feeds)) fed[name] = dims;
      const [rows = 0, tokens = 0] = fed["input_ids"] ?? [];
      const data = new Float32Array(rows * tokens * width).fill(1);
      return { last_hidden_state: { type: "float32", data, dims: [rows, tokens, width] } };
    },
    dispose: async () => {},
  });
  const runtime: Runtime = { name: "r", version: "1", machine: "m", open };
  return { runtime, fed };
}

test("inputs that config.json describes are fed by it, from the folder of the graph or from one above", async () => {
  const config = { num_key_value_heads: 2, head_dim: 8, lora_adaptations: ["query", "passage"] };
  for (const path of ["config.json", "onnx/config.json"]) {
    const [gpu, cpu] = [decoderRuntime("gpu"), decoderRuntime("cpu")];
    const runtime = trustedRuntime(gpu.runtime, { reference: cpu.runtime, untrusted: ["gpu"] });
    const source = modelFiles(memorySource({ [path]: new TextEncoder().encode(JSON.stringify(config)) }));
    expect((await runtime.open(source, "onnx/model.onnx")).provider).toBe("gpu");
    expect(runtime.notes?.()).toEqual([]);
    expect(gpu.fed).toEqual({ input_ids: [2, 80], attention_mask: [2, 80], task_id: [], "past_key_values.0.key": [2, 2, 0, 8] });
  }
});

test("inputs that no file describes leave a graph unchecked, with the reason, and it gives way", async () => {
  const runtime = trustedRuntime(decoderRuntime("gpu").runtime, { reference: decoderRuntime("cpu").runtime, untrusted: ["gpu"] });
  expect((await runtime.open(files, "model.onnx")).provider).toBe("cpu");
  expect(runtime.notes?.()).toEqual([
    expect.stringMatching(/^cpu runs "model.onnx" in place of gpu, which could not be checked, since its input "task_id" .*\.$/),
  ]);
});

/** A graph that takes a hidden state. */
const stage = (provider: string): Session => ({
  provider,
  inputs: [{ name: "hidden", type: "float32", shape: ["rows", width] }],
  outputs: [{ name: "hidden_out", type: "float32", shape: ["rows", width] }],
  run: async () => ({}),
  dispose: async () => {},
});

const stageRuntime = (provider: string): Runtime => ({ name: "r", version: "1", machine: "m", open: async () => stage(provider) });

test("a graph that takes something else than texts cannot be checked, and gives way", async () => {
  const runtime = trustedRuntime(stageRuntime("gpu"), { reference: stageRuntime("cpu"), untrusted: ["gpu"] });
  expect((await runtime.open(files, "g.onnx")).provider).toBe("cpu");
  expect(runtime.notes?.()).toEqual([
    'cpu runs "g.onnx" in place of gpu, which could not be checked, since the graph does not take texts.',
  ]);
});

/** A stage of a compiled model: its state times two, pooled by its first token. `change` makes its vectors others. */
function compiledStage(change: (value: number, tokens: number) => number = (value) => value): Session {
  const value = (name: string): GraphValue => ({ name, type: "float32", shape: ["rows", "tokens", width] });
  return {
    provider: "any",
    inputs: [value("hidden_state"), input("attention_mask")],
    outputs: [value("last_hidden_state"), { name: "pooled", type: "float32", shape: ["rows", width] }],
    async run(feeds, [output]) {
      const { data, dims } = feeds["hidden_state"] as Tensor & { readonly data: Float32Array };
      const [rows = 0, tokens = 0] = dims;
      const hidden = data.map((number) => change(2 * number, tokens));
      if (output !== "pooled") return { last_hidden_state: { type: "float32", data: hidden, dims } };
      const pooled = Float32Array.from(
        { length: rows * width },
        (_, i) => hidden[Math.floor(i / width) * tokens * width + (i % width)] ?? 0,
      );
      return { pooled: { type: "float32", data: pooled, dims: [rows, width] } };
    },
    dispose: async () => {},
  };
}

test("a stage of a compiled model is compared from a state of its own, in all that it gives", async () => {
  const what = { files, graph: "g.onnx" };
  expect(await graphDifference(compiledStage(), compiledStage(), what)).toBeUndefined();
  expect(
    await graphDifference(
      compiledStage((value) => value + 0.1),
      compiledStage(),
      what,
    ),
  ).toMatch(/^gave other vectors for 1 tokens: off by/);
});

test("the longest text that a graph will be given is compared, too, up to 2,048 tokens", async () => {
  const wrongFrom300 = compiledStage((value, tokens) => (tokens > 300 ? 0 : value));
  expect(await graphDifference(wrongFrom300, compiledStage(), { files, graph: "g.onnx", longestText: 300 })).toBeUndefined();
  expect(await graphDifference(wrongFrom300, compiledStage(), { files, graph: "g.onnx", longestText: 512 })).toMatch(
    /^gave other vectors for 512 tokens/,
  );
  expect(await graphDifference(wrongFrom300, compiledStage(), { files, graph: "g.onnx", longestText: 1e6 })).toMatch(
    /^gave other vectors for 2048 tokens/,
  );
});
