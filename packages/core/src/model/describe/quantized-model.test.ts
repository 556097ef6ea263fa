import { expect, test } from "vitest";
import { memorySource } from "../files/memory-source.ts";
import { parseDescribedModel } from "../settings/quantized-model.ts";
import { describeModel } from "./describe-model.ts";
import { neededFiles } from "./needed-files.ts";

const description = {
  format_version: 1,
  layout: "published",
  compiler: "a compiler 1.0",
  source_digest: "0123",
  source_graphs: { "onnx/model.onnx": "graph 1 2" },
  repository: "intfloat/e5-small-v2",
  compute: "int8",
  quantization: { texts: 111, cosine: { minimum: 0.9991, first_percentile: 0.9992, mean: 0.9996 }, compatible: true },
};
const parse = (changes: object) => parseDescribedModel({ file: "nestvec.json", key: "", value: { ...description, ...changes } });
const model = {
  "nestvec.json": JSON.stringify(description),
  "config.json": JSON.stringify({ hidden_size: 384, num_hidden_layers: 12, max_position_embeddings: 512 }),
  "tokenizer.json": "{}",
  "onnx/model.onnx": "",
};

test("published graphs in int8 are described by their own files, and say how near they come to float32", async () => {
  const source = memorySource(model, "a folder of any name");
  const found = await describeModel(source, { pooling: "mean" });
  expect(found.exits).toEqual([{ layer: 12, graph: "onnx/model.onnx" }]);
  expect(found.quantized?.quantization).toEqual({ minimum: 0.9991, mean: 0.9996, texts: 111, isCompatible: true });
  expect(found.quantized?.sourceGraphs).toEqual(new Map(Object.entries(description.source_graphs)));
  expect(found.notes).toEqual([
    "Its graphs were quantized by a compiler 1.0.",
    "Its products are in int8: of 111 texts, the least cosine to float32 is 0.99910, the mean 0.99960.",
  ]);
  // What is known of the source's repository is known of it.
  expect(found.prompts).toEqual({ query: "query: ", document: "passage: " });
  const { list: _list, ...unlisted } = source;
  expect(await describeModel(unlisted, { pooling: "mean" })).toEqual(found);
  expect((await neededFiles(source, { pooling: "mean" })).paths).toContain("nestvec.json");
});

test("what nestvec.json cannot say is an error", () => {
  expect(parse({})).toMatchObject({ quantized: { compiler: "a compiler 1.0" } });
  expect(() => parse({ layout: "other" })).toThrow(
    '"layout" is the text "other"; it must be "published", or left out for a compiled model',
  );
  expect(() => parse({ format_version: 2 })).toThrow("quantize the model again");
  expect(() => parse({ source_graphs: { a: 1 } })).toThrow('"source_graphs.a"');
  expect(() => parse({ quantization: undefined })).toThrow('"quantization" is missing');
});
