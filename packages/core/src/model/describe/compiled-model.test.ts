import { expect, test } from "vitest";
import { memorySource } from "../files/memory-source.ts";
import { compiledExits } from "../layout/compiled-exits.ts";
import { parseCompiledModel } from "../settings/compiled-model.ts";
import { describeModel } from "./describe-model.ts";
import { neededFiles } from "./needed-files.ts";

const description = {
  format_version: 1,
  source_digest: "0123",
  compiler: "a compiler 1.0",
  model_name: "a model",
  hidden_size: 8,
  total_layers: 4,
  available_layers: [2, 4],
  pooling: "mean",
  pooled_by: "mean",
  long_from: 513,
  embed: "embed.onnx",
  stages: [
    { layer: 2, short: "a.short.onnx", long: "a.long.onnx" },
    { layer: 4, short: "b.short.onnx", long: "b.long.onnx" },
  ],
};
const parse = (changes: object) => parseCompiledModel({ file: "nestvec.json", key: "", value: { ...description, ...changes } });
const files = { "embed.onnx": "", "a.short.onnx": "", "a.long.onnx": "", "b.short.onnx": "", "b.long.onnx": "" };
const model = {
  ...files,
  "nestvec.json": JSON.stringify(description),
  "config.json": JSON.stringify({ hidden_size: 8, num_hidden_layers: 4, num_attention_heads: 2, max_position_embeddings: 1024 }),
  "tokenizer.json": "{}",
};

test("stages, and what model_config.json would say", () => {
  const { compiled, config } = parse({});
  expect(compiled).toEqual({
    embed: "embed.onnx",
    stages: description.stages,
    longFrom: 513,
    pooledBy: "mean",
    repository: undefined,
    sourceDigest: "0123",
    compiler: "a compiler 1.0",
    verification: undefined,
    quantization: undefined,
  });
  const verification = [{ layer: 2, space: "a" }, { layer: 4 }];
  expect(parse({ verification }).compiled.verification).toEqual([
    { layer: 2, space: "a" },
    { layer: 4, space: undefined },
  ]);
  expect(config).toMatchObject({ name: "a model", width: 8, layers: [2, 4], pooling: "mean" });
  const short = parse({ long_from: undefined, pooled_by: undefined }).compiled;
  expect(short).toMatchObject({ longFrom: undefined, pooledBy: undefined });
  expect(short.stages.map(({ long }) => long)).toEqual([undefined, undefined]);
});

test("a model whose products are in int8 says how near it comes to float32", () => {
  const quantization = { texts: 111, cosine: { minimum: 0.9991, first_percentile: 0.9992, mean: 0.9996 }, compatible: true };
  expect(parse({ compute: "int8", quantization }).compiled.quantization).toEqual({
    minimum: 0.9991,
    mean: 0.9996,
    texts: 111,
    isCompatible: true,
  });
  expect(parse({ compute: "float32" }).compiled.quantization).toBeUndefined();
  expect(() => parse({ compute: "int4" })).toThrow('"compute"');
  expect(() => parse({ compute: "int8" })).toThrow('"quantization" is missing');
  expect(() => parse({ compute: "int8", quantization: { ...quantization, cosine: { minimum: 3, mean: 1 } } })).toThrow("a cosine");
});

test("an exit needs the graphs of its stage and of all before it", async () => {
  const { compiled } = parse({});
  const { exits } = await compiledExits(memorySource(files), compiled);
  expect(exits).toEqual([
    { layer: 2, graph: "a.short.onnx", graphs: ["embed.onnx", "a.short.onnx", "a.long.onnx"] },
    { layer: 4, graph: "b.short.onnx", graphs: ["embed.onnx", "a.short.onnx", "a.long.onnx", "b.short.onnx", "b.long.onnx"] },
  ]);
  const { "b.long.onnx": _long, ...part } = files;
  expect(await compiledExits(memorySource(part), compiled)).toMatchObject({ exits: [{ layer: 2 }], missingLayers: [4] });
});

test("a compiled model is described by its own file, and its long texts have no budget of attention", async () => {
  const described = await describeModel(memorySource(model));
  expect(described).toMatchObject({ name: "a model", heads: 0, maxTokens: 1024, pooling: { pooling: "mean", from: "nestvec.json" } });
  const { long_from: _from, ...short } = description;
  expect(await describeModel(memorySource({ ...model, "nestvec.json": JSON.stringify(short) }))).toMatchObject({ heads: 2 });
});

test("of a compiled model, one exit is downloaded with the stages before it", async () => {
  const { paths } = await neededFiles(memorySource(model), { layers: [2] });
  expect(paths).toEqual(["a.long.onnx", "a.short.onnx", "config.json", "embed.onnx", "nestvec.json", "tokenizer.json"]);
});
