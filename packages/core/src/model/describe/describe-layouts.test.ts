import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeModel } from "./describe-model.ts";
import { memorySource } from "../files/memory-source.ts";

/** The small files of a folder; of the large ones only that they are there. */
function filesOf(folder: URL): Record<string, Uint8Array | string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const root = decodeURIComponent(folder.pathname);
  const paths = files.map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length).replace(/^\//, ""));
  return Object.fromEntries(paths.map((path) => [path, path.endsWith(".json") ? readFileSync(new URL(path, folder)) : "present"]));
}

const without = (files: Record<string, Uint8Array | string>, ...paths: string[]) =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));

const below = (files: Record<string, Uint8Array | string>, folder: string) =>
  Object.fromEntries(
    Object.entries(files).flatMap(([path, content]) => (path.startsWith(folder) ? [[path.slice(folder.length), content]] : [])),
  );

const mini = filesOf(new URL("../../../../model-mini/", import.meta.url));
const tiny = filesOf(new URL("../../../../conformance/models/tiny-modernbert/", import.meta.url));

test("the bundled model", async () => {
  expect(await describeModel(memorySource(mini, "/models/nestvec-mini"))).toEqual({
    name: "nestvec-mini",
    statedName: "nestvec-mini",
    exits: [2, 3, 4, 6].map((layer) => ({ layer, graph: `onnx/model_layer_${layer}.onnx` })),
    missingLayers: [],
    missingGraphs: [],
    width: 384,
    tokenWidth: 384,
    dimensionsFrom: "onnx/model_config.json",
    normsBeforeCut: false,
    promptsFrom: "no file",
    isPromptNeeded: false,
    projection: undefined,
    dimensions: [384, 256, 128, 64, 32],
    sharedSpace: true,
    pooling: { pooling: "in_graph", from: "onnx/model_config.json" },
    poolingCertainty: "stated",
    output: "sentence_embedding",
    maxTokens: 256,
    maxTokensFrom: "onnx/model_config.json: max_tokens",
    heads: 12,
    keyValueHeads: 12,
    headWidth: 32,
    tasks: [],
    firstPosition: 0,
    vocabularySize: 30522,
    prompts: {},
    defaultPrompt: null,
    tokenizerPath: "tokenizer.json",
    tokenizerConfigPath: "tokenizer_config.json",
    specialTokensPath: undefined,
    modelType: "bert",
    tokenizerClass: undefined,
    lowerCases: false,
    qualityPath: "quality.json",
    qualityPresent: true,
    specialTokenIds: { pad_token_id: 0 },
    notes: [],
  });
});

test("the published layout", async () => {
  expect(await describeModel(memorySource(tiny, "tiny"))).toEqual({
    name: "tiny-modernbert",
    statedName: "tiny-modernbert",
    exits: [2, 4, 6].map((layer) => ({ layer, graph: `onnx/layer-${layer}/model.onnx` })),
    missingLayers: [],
    missingGraphs: [],
    width: 64,
    tokenWidth: 64,
    dimensionsFrom: "no file",
    normsBeforeCut: false,
    promptsFrom: "no file",
    isPromptNeeded: false,
    projection: undefined,
    dimensions: undefined,
    sharedSpace: false,
    pooling: { pooling: "mean", from: "1_Pooling/config.json" },
    poolingCertainty: "stated",
    output: undefined,
    maxTokens: 2048,
    maxTokensFrom: "tokenizer_config.json: model_max_length",
    heads: 4,
    keyValueHeads: 4,
    headWidth: 16,
    tasks: [],
    firstPosition: 0,
    vocabularySize: 869,
    prompts: {},
    defaultPrompt: null,
    tokenizerPath: "tokenizer.json",
    tokenizerConfigPath: "tokenizer_config.json",
    specialTokensPath: undefined,
    modelType: "modernbert",
    tokenizerClass: undefined,
    lowerCases: false,
    qualityPath: "quality.json",
    qualityPresent: false,
    specialTokenIds: { pad_token_id: 0, bos_token_id: 2, eos_token_id: 1, cls_token_id: 2, sep_token_id: 1 },
    notes: [
      'Graphs that are there and not used: "onnx-fp32/layer-2/model.onnx", "onnx-fp32/layer-4/model.onnx", "onnx-fp32/layer-6/model.onnx". The option dtype or file takes others.',
    ],
  });
});

test.each(["onnx/", "onnx-fp32/"])(
  "a copy of %s alone: the tokenizer is the deepest exit's, and the mean is pooled as ever",
  async (folder) => {
    expect(await describeModel(memorySource(below(tiny, folder)))).toMatchObject({
      name: "tiny-modernbert",
      exits: [2, 4, 6].map((layer) => ({ layer, graph: `layer-${layer}/model.onnx` })),
      width: 64,
      pooling: { pooling: "mean", from: "published layout" },
      maxTokens: 512,
      maxTokensFrom: "default",
      vocabularySize: undefined,
      tokenizerPath: "layer-6/tokenizer.json",
      tokenizerConfigPath: undefined,
    });
  },
);

test("onnx/ with nothing beside it", async () => {
  const alone = Object.fromEntries(Object.entries(tiny).filter(([path]) => path.startsWith("onnx/")));
  expect(await describeModel(memorySource(alone))).toMatchObject({
    exits: [{ layer: 2 }, { layer: 4 }, { layer: 6 }],
    tokenizerPath: "onnx/layer-6/tokenizer.json",
  });
});

test("the folder of one exit", async () => {
  expect(await describeModel(memorySource(below(tiny, "onnx/layer-4/"), "/models/tiny/onnx/layer-4/"))).toMatchObject({
    name: "tiny",
    statedName: undefined,
    exits: [{ layer: 4, graph: "model.onnx" }],
    width: 64,
    sharedSpace: true,
    pooling: { pooling: "mean", from: "published layout" },
  });
});

test("a copy of onnx/ whose own config.json files are of transformers", async () => {
  const files = { ...below(tiny, "onnx/"), "config.json": tiny["config.json"]! };
  expect(await describeModel(memorySource(files))).toMatchObject({
    vocabularySize: 869,
    maxTokens: 2048,
    maxTokensFrom: "config.json: max_position_embeddings",
  });
});

test("the older flat layout, with models and without, with the full model under its own name", async () => {
  const config = { model_name: "flat", total_layers: 22, hidden_size: 64, available_layers: [6, 11, 22] };
  const files = {
    "model_layer_6.onnx": "",
    "model_layer_11.onnx": "",
    "model.onnx": "",
    "tokenizer.json": "{}",
    "model_config.json": JSON.stringify(config),
  };
  const exits = [
    { layer: 6, graph: "model_layer_6.onnx" },
    { layer: 11, graph: "model_layer_11.onnx" },
    { layer: 22, graph: "model.onnx" },
  ];
  expect(await describeModel(memorySource(files))).toMatchObject({ exits, missingLayers: [] });
  const renamed = { ...config, models: { "11": { path: "eleven.onnx" } } };
  expect(await describeModel(memorySource({ ...files, "eleven.onnx": "", "model_config.json": JSON.stringify(renamed) }))).toMatchObject({
    exits: [exits[0], { layer: 11, graph: "eleven.onnx" }, exits[2]],
  });
});

test("a path that model_config.json gives is the only one that is looked at", async () => {
  const files = { ...tiny, "onnx/model_layer_6.onnx": "another" };
  expect(await describeModel(memorySource(without(files, "onnx/layer-6/model.onnx")))).toMatchObject({
    exits: [{ layer: 2 }, { layer: 4 }],
    missingLayers: [6],
    tokenizerPath: "tokenizer.json",
  });
});

test("no graph of those listed is there", async () => {
  const graphs = [2, 4, 6].map((layer) => `onnx/layer-${layer}/model.onnx`);
  await expect(describeModel(memorySource(without(tiny, ...graphs), "/models/tiny"))).rejects.toMatchObject({
    code: "FILE_MISSING",
    details: { file: "onnx/layer-2/model.onnx", where: "/models/tiny", neededBy: "onnx/model_config.json" },
  });
});

test("model.onnx at the root, with the transformer in a folder of its own", async () => {
  const modules = [
    { path: "0_Transformer", type: "sentence_transformers.models.Transformer" },
    { path: "pool", type: "sentence_transformers.models.Pooling" },
  ];
  const files = {
    "model.onnx": "",
    "config.json": '{"__version__": "0.2.0"}',
    "modules.json": JSON.stringify(modules),
    "pool/config.json": '{"pooling_mode": "lasttoken"}',
    "0_Transformer/config.json": '{"model_type": "bert", "hidden_size": 384, "num_hidden_layers": 12}',
    "0_Transformer/tokenizer.json": "{}",
    "0_Transformer/sentence_bert_config.json": '{"max_seq_length": 128}',
  };
  expect(await describeModel(memorySource(files))).toMatchObject({
    exits: [{ layer: 12, graph: "model.onnx" }],
    width: 384,
    pooling: { pooling: "last", from: "pool/config.json" },
    maxTokens: 128,
    maxTokensFrom: "0_Transformer/sentence_bert_config.json: max_seq_length",
    tokenizerPath: "0_Transformer/tokenizer.json",
  });
});
