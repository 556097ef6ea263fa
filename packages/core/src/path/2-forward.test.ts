import { expect, test } from "vitest";
import { checkBatch, graphUse, padRows } from "./2-forward.ts";
import { requireUnitRows } from "./5-normalize.ts";

const inputs = [{ name: "input_ids", type: "int64", shape: ["rows", "tokens"] }];
const of = (...outputs: readonly (readonly [name: string, rank: number])[]) => ({
  inputs,
  outputs: outputs.map(([name, rank]) => ({ name, type: "float32", shape: Array<string>(rank).fill("any") })),
});

test.each([
  ["hidden states that are pooled here", of(["last_hidden_state", 3]), undefined, "last_hidden_state"],
  ["hidden states beside a pooled output", of(["sentence_embedding", 2], ["token_embeddings", 3]), undefined, "token_embeddings"],
  ["an output that the model names", of(["mine", 3], ["last_hidden_state", 3]), "mine", "mine"],
  ["a shape that the graph leaves open", of(["embeddings", 0]), undefined, "embeddings"],
  ["a graph that pools inside", of(["sentence_embedding", 2], ["pooler_output", 2]), undefined, undefined],
])("vectors of tokens are found: %s", (_what, session, stated, expected) => {
  expect(graphUse(session, "model.onnx", { stated }).tokenOutput).toBe(expected);
});

const unnamed = of(["output_0", 3], ["882", 2]);

test("hidden states of any name are read where the pooling is known, and nothing where it is not", () => {
  expect(graphUse(unnamed, "model.onnx", { pooling: "mean" })).toMatchObject({ output: "output_0", tokenOutput: "output_0" });
  expect(graphUse(unnamed, "model.onnx", { pooling: "cls", isAsked: true })).toMatchObject({ output: "output_0" });
  expect(() => graphUse(unnamed, "model.onnx", {})).toThrow(expect.objectContaining({ code: "GRAPH_OUTPUT_UNKNOWN" }));
  expect(() => graphUse(of(["a", 3], ["b", 3], ["c", 2]), "model.onnx", { pooling: "mean" })).toThrow(/a, b, c/);
});

test("CLIP's projection of a text goes before its hidden states, unless a pooling is asked for", () => {
  const clip = of(["text_embeds", 2], ["last_hidden_state", 3]);
  expect(graphUse(clip, "model.onnx", {})).toMatchObject({ output: "text_embeds", tokenOutput: "last_hidden_state" });
  expect(graphUse(clip, "model.onnx", { pooling: "mean", isAsked: true })).toMatchObject({ output: "last_hidden_state" });
});

const good = padRows([{ ids: Int32Array.of(1, 2, 3) }, { ids: Int32Array.of(4) }], 0);

test("a batch of whole rows passes", () => {
  expect(() => checkBatch(good, 5)).not.toThrow();
});

test.each([
  ["no rows", { ...good, rows: 0, ids: new Int32Array(), lengths: [] }, "SHAPE_MISMATCH"],
  ["a row too few", { ...good, ids: good.ids.subarray(3) }, "SHAPE_MISMATCH"],
  ["a length too few", { ...good, lengths: [3] }, "SHAPE_MISMATCH"],
  ["a row that is all padding", { ...good, lengths: [3, 0] }, "SHAPE_MISMATCH"],
  ["a row longer than the batch", { ...good, lengths: [4, 1] }, "SHAPE_MISMATCH"],
  ["an id below 0", { ...good, ids: good.ids.with(1, -1) }, "TOKEN_OUT_OF_RANGE"],
  ["an id above the vocabulary", { ...good, ids: good.ids.with(3, 5) }, "TOKEN_OUT_OF_RANGE"],
])("%s is refused", (_what, batch, code) => {
  expect(() => checkBatch(batch, 5)).toThrow(expect.objectContaining({ code }));
});

test("a vector of zeros and one that is not of length 1 are refused, with their place", () => {
  const data = Float32Array.of(0.6, 0.8, 0, 0);
  expect(() => requireUnitRows({ data: data.subarray(0, 2), rows: 1, width: 2 })).not.toThrow();
  expect(() => requireUnitRows({ data, rows: 2, width: 2 })).toThrow(
    expect.objectContaining({ code: "VECTOR_WITHOUT_DIRECTION", details: { text: 1, dimension: 2 } }),
  );
  expect(() => requireUnitRows({ data: Float32Array.of(Number.NaN), rows: 1, width: 1 })).toThrow();
});

test("rows are filled up on the right to the longest", () => {
  const rows = [{ ids: Int32Array.of(2, 5, 1) }, { ids: Int32Array.of(7) }];
  expect(padRows(rows, 9)).toEqual({ ids: Int32Array.of(2, 5, 1, 7, 9, 9), lengths: [3, 1], rows: 2, tokens: 3 });
});

test("no rows are an empty batch", () => {
  expect(padRows([], 0)).toEqual({ ids: new Int32Array(0), lengths: [], rows: 0, tokens: 0 });
});
