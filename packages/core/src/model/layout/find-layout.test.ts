import { expect, test } from "vitest";
import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { describeModel } from "../describe/describe-model.ts";
import type { DescriptionOverrides } from "../describe/description-overrides.ts";
import { memorySource } from "../files/memory-source.ts";

const rest = {
  "tokenizer.json": "{}",
  "config.json": '{"model_type": "bert", "hidden_size": 384, "num_hidden_layers": 12}',
  "modules.json":
    '[{"path": "", "type": "sentence_transformers.models.Transformer"}, {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}, {"path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]',
  "1_Pooling/config.json": '{"pooling_mode_cls_token": true}',
};

const filesOf = (graphs: readonly string[]): Record<string, string> => ({
  ...rest,
  ...Object.fromEntries(graphs.map((path) => [path, ""])),
});

/** The same files as a URL gives them: by name alone. */
const unlisted = ({ list: _list, ...source }: FileSource): FileSource => source;

const describeGraphs = (graphs: readonly string[], overrides?: DescriptionOverrides) =>
  describeModel(memorySource(filesOf(graphs), "a test"), overrides);

const exitsOf = async (graphs: readonly string[], overrides?: DescriptionOverrides) =>
  (await describeGraphs(graphs, overrides)).exits.map(({ layer, graph }) => `${layer} ${graph}`);

test.each([[["onnx/model_quantized.onnx"]], [["model_O3.onnx"]], [["onnx/encoder_model.onnx"]], [["onnx-export/model_optimized.onnx"]]])(
  "a folder's only graph is used, whatever its name: %j",
  async ([graph = ""]) => {
    expect(await describeGraphs([graph])).toMatchObject({
      exits: [{ layer: 12, graph }],
      sharedSpace: true,
      pooling: { pooling: "cls", from: "1_Pooling/config.json" },
      tokenizerPath: "tokenizer.json",
      notes: [`There is no model.onnx: "${graph}", the only graph here, is used.`],
    });
  },
);

test("model.onnx is used by default, in onnx/ before the root, and the others are named", async () => {
  expect(await describeGraphs(["model.onnx", "onnx/model.onnx", "onnx/model_fp16.onnx"])).toMatchObject({
    exits: [{ layer: 12, graph: "onnx/model.onnx" }],
    notes: ['Graphs that are there and not used: "model.onnx", "onnx/model_fp16.onnx". The option dtype or file takes others.'],
  });
  expect(await exitsOf(["export/model.onnx", "export/model_quantized.onnx"])).toEqual(["12 export/model.onnx"]);
});

const many = [
  "onnx/model.onnx",
  "onnx/model_fp16.onnx",
  "onnx/model_quantized.onnx",
  "onnx/model_int8.onnx",
  "onnx/model_O3.onnx",
  "onnx/a b.onnx",
];

test.each([
  [{}, "onnx/model.onnx"],
  [{ dtype: "auto" }, "onnx/model.onnx"],
  [{ dtype: "fp32" }, "onnx/model.onnx"],
  [{ dtype: "fp16" }, "onnx/model_fp16.onnx"],
  [{ dtype: "q8" }, "onnx/model_quantized.onnx"],
  [{ dtype: "int8" }, "onnx/model_int8.onnx"],
  [{ file: "model_O3.onnx" }, "onnx/model_O3.onnx"],
  [{ file: "onnx/model_O3.onnx" }, "onnx/model_O3.onnx"],
  [{ file: "./onnx//a b.onnx" }, "onnx/a b.onnx"],
  [{ file: "model.onnx" }, "onnx/model.onnx"],
] as const)("%j takes %s, pooled alike, listed or not", async (overrides, graph) => {
  const source = memorySource(filesOf(many));
  const described = await describeModel(source, overrides);
  expect(described).toMatchObject({ exits: [{ layer: 12, graph }], pooling: { pooling: "cls" }, sharedSpace: true, missingLayers: [] });
  expect((await describeModel(unlisted(source), overrides)).exits).toEqual(described.exits);
});

test.each([
  [["onnx/model_fp16.onnx", "onnx/model_quantized.onnx"], {}, undefined],
  [["a/model.onnx", "b/model.onnx"], {}, undefined],
  [["onnx/model.onnx"], { dtype: "fp16" }, 'dtype "fp16"'],
  [["onnx/model_quantized.onnx"], { dtype: "fp32" }, 'dtype "fp32"'],
  [["onnx/model.onnx"], { file: "model_O3.onnx" }, 'file "model_O3.onnx"'],
  [["onnx/model.onnx"], { file: "model/model.onnx" }, 'file "model/model.onnx"'],
] as const)("%j with %j: the error lists the graphs", async (graphs, overrides, asked) => {
  const error: unknown = await describeGraphs(graphs, overrides).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "GRAPH_UNAVAILABLE", details: { model: "a test", available: graphs } });
  if (NestvecError.is(error, "GRAPH_UNAVAILABLE")) expect(error.details.asked).toBe(asked);
});

test.each([
  [{ dtype: "float16" }, "dtype"],
  [{ dtype: "toString" }, "dtype"],
  [{ dtype: "q8", file: "model_O3.onnx" }, "dtype"],
  [{ file: "" }, "file"],
  [{ file: "../model.onnx" }, "file"],
  [{ file: "/etc/model.onnx" }, "file"],
  [{ file: "model_O3" }, "file"],
  [{ file: 7 }, "file"],
])("%j is refused", async (overrides, argument) => {
  await expect(describeGraphs(many, overrides as DescriptionOverrides)).rejects.toMatchObject({
    code: "ARGUMENT_INVALID",
    details: { argument },
  });
});

const listing = '{"total_layers": 12, "hidden_size": 384, "available_layers": [4, 8, 12]}';
const withConfig = (graphs: readonly string[], overrides?: DescriptionOverrides, config = listing) =>
  describeModel(memorySource({ ...filesOf(graphs), "onnx/model_config.json": config }, "a test"), overrides);

test.each([
  ["onnx/layer-4/model.onnx", "onnx/layer-8/model_fp16.onnx", "onnx/layer-12/model_fp16.onnx"],
  ["onnx/model_layer_4.onnx", "onnx/model_layer_8_fp16.onnx", "onnx/model_fp16.onnx"],
])("dtype is that of every layer: %s, %s, %s", async (...graphs) => {
  expect(await withConfig(graphs, { dtype: "fp16" })).toMatchObject({
    exits: [
      { layer: 8, graph: graphs[1] },
      { layer: 12, graph: graphs[2] },
    ],
    missingLayers: [4],
  });
  const plain = await withConfig(graphs);
  expect(plain).toMatchObject({ exits: [{ layer: 4, graph: graphs[0] }], missingLayers: [8, 12] });
  expect(plain.missingGraphs).toEqual(expect.arrayContaining(["onnx/layer-8/model.onnx", "onnx/model_layer_12.onnx", "onnx/model.onnx"]));
  await expect(withConfig(graphs, { dtype: "q8" })).rejects.toMatchObject({ code: "GRAPH_UNAVAILABLE", details: { available: graphs } });
});

test("names of any kind tell layers apart by their folders, paths of model_config.json by what dtype adds", async () => {
  expect((await withConfig(["onnx/layer-4/x.onnx", "onnx/layer-8/x.onnx"], { file: "x.onnx" })).exits).toHaveLength(2);
  const paths = JSON.stringify({
    ...(JSON.parse(listing) as object),
    available_layers: [4, 8],
    models: { "4": { path: "to-4.onnx" }, "8": { path: "to-8.onnx" } },
  });
  expect((await withConfig(["onnx/to-4.onnx", "onnx/to-4_fp16.onnx", "onnx/to-8_fp16.onnx"], { dtype: "fp16" }, paths)).exits).toEqual([
    { layer: 4, graph: "onnx/to-4_fp16.onnx" },
    { layer: 8, graph: "onnx/to-8_fp16.onnx" },
  ]);
  await expect(withConfig(["onnx/to-4.onnx", "onnx/x.onnx"], { file: "x.onnx" }, paths)).rejects.toMatchObject({
    code: "GRAPH_UNAVAILABLE",
  });
  expect((await withConfig(["onnx/to-4.onnx", "onnx/to-8.onnx"], { file: "onnx/to-8.onnx" }, paths)).exits).toEqual([
    { layer: 8, graph: "onnx/to-8.onnx" },
  ]);
});

test("the path of one layer's graph takes that layer, and the path of no file those of its folder", async () => {
  const graphs = [
    "onnx/layer-4/model.onnx",
    "onnx/layer-8/model.onnx",
    "other/layer-4/model.onnx",
    "other/layer-8/model.onnx",
    "other/layer-7/model.onnx",
  ];
  expect(await withConfig(graphs, { file: "other/layer-8/model.onnx" })).toMatchObject({
    exits: [{ layer: 8, graph: "other/layer-8/model.onnx" }],
    missingLayers: [],
  });
  expect((await withConfig(graphs, { file: "other/model.onnx" })).exits.map(({ graph }) => graph)).toEqual(graphs.slice(2, 4));
  await expect(withConfig(graphs, { file: "other/layer-7/model.onnx" })).rejects.toMatchObject({
    code: "ARGUMENT_INVALID",
    details: { argument: "file", expected: "the graph of a layer that onnx/model_config.json lists: 4, 8, 12" },
  });
});

test("the only kind of graph of a model with layers is used", async () => {
  expect(await withConfig(["onnx/layer-4/model_quantized.onnx", "onnx/layer-12/model_quantized.onnx"])).toMatchObject({
    exits: [{ layer: 4 }, { layer: 12 }],
    missingLayers: [8],
    notes: ['There is no model.onnx: "onnx/layer-4/model_quantized.onnx" and those of its name, the only graphs here, are used.'],
  });
  await expect(withConfig(["onnx/layer-4/model_quantized.onnx", "onnx/layer-4/model_fp16.onnx"])).rejects.toMatchObject({
    code: "GRAPH_UNAVAILABLE",
  });
});

test("no graph: weights in another form, or models below, are named", async () => {
  const fail = (files: Record<string, string>) => describeModel(memorySource({ ...rest, ...files }, "a test"));
  await expect(fail({ "model.safetensors": "" })).rejects.toMatchObject({
    code: "MODEL_NOT_FOUND",
    details: { weights: "model.safetensors" },
  });
  await expect(fail({ "model.safetensors": "" })).rejects.toThrow("nestvec compile a test --out NEW-FOLDER, or optimum-cli export onnx");
  await expect(fail({ "pytorch_model-00001-of-00002.bin": "" })).rejects.toThrow("or make graphs: optimum-cli export onnx");
  await expect(describeModel(unlisted(memorySource({ ...rest, "model.safetensors": "" })))).rejects.toThrow(
    '"model.safetensors" holds weights',
  );
  const inside = { "a/modules.json": "[]", "a/onnx/model.onnx": "", "b/modules.json": "[]", "b/onnx/model.onnx": "" };
  await expect(describeModel(memorySource(inside, "models"), { pooling: "mean" })).rejects.toMatchObject({
    details: { models: ["a", "b"] },
  });
  await expect(fail({})).rejects.toThrow("looked for onnx/model_config.json");
});
