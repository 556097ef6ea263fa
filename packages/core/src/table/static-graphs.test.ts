import { expect, test } from "vitest";
import { filesOf, open } from "./testing/static-models.ts";

const name = "graph";
const path = "onnx/model.onnx";
const graph = (): Uint8Array => filesOf(name)[path] as Uint8Array;
const opened = (bytes: Uint8Array) => open({ ...filesOf(name), [path]: bytes });

/** A graph with one of its operators under another name of the same length. */
function renamed(from: string, to: string): Uint8Array {
  const bytes = Buffer.from(graph());
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at);
  return Uint8Array.from(bytes);
}

/** A message of protobuf of at most 127 bytes. */
const field = (number: number, bytes: readonly number[]): readonly number[] => [number * 8 + 2, bytes.length, ...bytes];

/** A graph with one more tensor: `type` is ONNX's number of the type of its elements. */
function withTensor(type: number, shape: readonly number[], bytes: readonly number[]): Uint8Array {
  const tensor = [...shape.flatMap((size) => [8, size]), 16, type, ...field(8, [119]), ...field(9, bytes)];
  return Uint8Array.from([...graph(), ...field(7, field(5, tensor))]);
}

const float32 = 1;
const int64 = 7;

test.each([
  [
    "an operator that is not a lookup",
    renamed("ReduceMean", "ReduceProd"),
    "its operators ReduceProd do more than look up rows and take their mean",
  ],
  [
    "numbers besides the table",
    withTensor(
      float32,
      [3],
      Array.from({ length: 12 }, () => 63),
    ),
    'has the tensor "w" [3] besides its table',
  ],
  [
    "a row for each token besides the table",
    withTensor(
      int64,
      [5],
      Array.from({ length: 40 }, () => 0),
    ),
    'has the tensor "w" [5] besides its table',
  ],
  [
    "a second table",
    withTensor(
      float32,
      [2, 2],
      Array.from({ length: 16 }, () => 0),
    ),
    "has 2 tables of floating-point numbers; it must have one",
  ],
])("a graph with offsets is refused for %s", async (_, bytes, problem) => {
  await expect(opened(bytes)).rejects.toMatchObject({
    code: "GRAPH_INVALID",
    details: { graph: path, problem: `it takes "offsets", as a static model does, but ${problem}` },
  });
});

test.each([
  [
    "zeros",
    withTensor(
      float32,
      [1, 3],
      Array.from({ length: 12 }, () => 0),
    ),
  ],
  ["a number", withTensor(float32, [1], [0, 0, 128, 63])],
  [
    "axes",
    withTensor(
      int64,
      [2],
      Array.from({ length: 16 }, () => 1),
    ),
  ],
])("and may have %s as constants of the computation", async (_, bytes) => {
  await using embedder = await opened(bytes);
  expect((await embedder.embed(["cat"])).provider).toBe("table");
});

test("its limit is that of tokenizer_config.json, and no pooling but the mean may be asked for", async () => {
  await using embedder = await open(filesOf(name), { pooling: "mean" });
  expect(await embedder.info()).toMatchObject({
    exits: [{ layer: 1, graph: path }],
    maxTokens: 24,
    maxTokensFrom: "tokenizer_config.json: model_max_length",
    pooling: { pooling: "mean", from: path },
  });
  await expect(open(filesOf(name), { pooling: "cls" })).rejects.toMatchObject({
    code: "ARGUMENT_INVALID",
    details: { argument: "pooling" },
  });
});

test("its limit is that of config.json, where there is one, and what model2vec does otherwise is said", async () => {
  const config = {
    "config.json": '{"model_type": "model2vec", "hidden_size": 16, "max_length": 12}',
    "modules.json": '[{"type": "sentence_transformers.models.Normalize", "path": ""}]',
  };
  await using embedder = await open({ ...filesOf(name), ...config });
  expect(await embedder.info()).toMatchObject({
    maxTokens: 12,
    maxTokensFrom: "config.json: max_length",
    notes: [expect.stringContaining("Texts are read as model2vec reads them")],
  });
  await using asked = await open({ ...filesOf(name), ...config }, { maxTokens: 6 });
  expect(await asked.info()).toMatchObject({ maxTokens: 6, maxTokensFrom: "the option maxTokens" });
});

test("its file of weights must be there", async () => {
  const { "onnx/model.onnx.data": _weights, ...files } = filesOf("graph of the newer exporter, external data");
  await expect(open(files)).rejects.toMatchObject({ code: "FILE_MISSING", details: { file: "onnx/model.onnx.data" } });
});
