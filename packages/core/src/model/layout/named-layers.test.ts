import { expect, test } from "vitest";
import type { FileSource } from "../../runtime/runtime.ts";
import { describeModel } from "../describe/describe-model.ts";
import type { DescriptionOverrides } from "../describe/description-overrides.ts";
import { memorySource } from "../files/memory-source.ts";

// The keys and values of vllm-sr/Vela-1.0-Encoder-307M-Embedding.
const contract = {
  version: 1,
  intermediate_normalization: "none",
  final_normalization: "final_norm",
  pooling: "attention_mask_mean",
  pooling_accumulation_dtype: "float32",
  truncate_before_l2_normalize: true,
};
const config = { model_type: "modernbert", hidden_size: 768, num_hidden_layers: 22, max_position_embeddings: 32_768 };
const matryoshka = {
  layer_indices: [3, 6, 11, 22],
  dim_indices: [64, 256, 768],
  hidden_size: 768,
  num_layers: 22,
  pooling_strategy: "mean",
  has_final_norm: true,
};
const flat = [3, 6, 11].map((layer) => `onnx/model_layer_${layer}.onnx`);
const graphs = [...flat, "onnx/model.onnx"];

type Json = Readonly<Record<string, unknown>>;

const filesOf = (paths: readonly string[], { of = { ...config, representation_contract: contract } as Json, more = {} as Json } = {}) =>
  memorySource(
    {
      ...Object.fromEntries(paths.map((path) => [path, ""])),
      "tokenizer.json": "{}",
      "config.json": JSON.stringify(of),
      ...Object.fromEntries(Object.entries(more).map(([path, value]) => [path, JSON.stringify(value)])),
    },
    "vela",
  );

const unlisted = ({ list: _list, ...source }: FileSource): FileSource => source;
const describeIt = (source: FileSource, overrides?: DescriptionOverrides) => describeModel(source, overrides);

test("exits beside the full model, by their names and the contract", async () => {
  const expected = {
    exits: [
      { layer: 3, graph: "onnx/model_layer_3.onnx" },
      { layer: 6, graph: "onnx/model_layer_6.onnx" },
      { layer: 11, graph: "onnx/model_layer_11.onnx" },
      { layer: 22, graph: "onnx/model.onnx" },
    ],
    missingLayers: [],
    width: 768,
    dimensions: [768, 512, 256, 128, 64],
    sharedSpace: false,
    pooling: { pooling: "mean", from: "config.json: representation_contract" },
    poolingCertainty: "stated",
    notes: [
      "Each layer has a space of its own: representation_contract in config.json says that only the last layer's hidden states pass the final norm.",
    ],
  };
  expect(await describeIt(filesOf(graphs))).toMatchObject(expected);
  expect(await describeIt(unlisted(filesOf(graphs)))).toMatchObject(expected);
});

test("exits in folders, and without a contract", async () => {
  const nested = ["onnx/layer-6/model.onnx", "onnx/layer-11/model.onnx"];
  const bare = { of: config, more: { "1_Pooling/config.json": { pooling_mode_mean_tokens: true } } };
  expect(await describeIt(filesOf(nested, bare))).toMatchObject({
    exits: [{ layer: 6 }, { layer: 11 }],
    dimensions: undefined,
    sharedSpace: false,
    pooling: { pooling: "mean", from: "1_Pooling/config.json" },
  });
  expect((await describeIt(filesOf(["onnx/layer-22/model.onnx", "onnx/model.onnx"], bare))).exits).toEqual([
    { layer: 22, graph: "onnx/layer-22/model.onnx" },
  ]);
});

test("matryoshka_config.json says which layers and dimensions there are", async () => {
  const more = { "matryoshka_config.json": matryoshka };
  for (const source of [filesOf([...graphs, "onnx/model_layer_5.onnx"], { more }), filesOf(graphs.slice(1), { of: config, more })]) {
    expect(await describeIt(source)).toMatchObject({ dimensions: [768, 256, 64], sharedSpace: false, pooling: { pooling: "mean" } });
  }
  expect(await describeIt(filesOf([...graphs, "onnx/model_layer_5.onnx"], { more }))).toMatchObject({
    exits: [{ layer: 3 }, { layer: 6 }, { layer: 11 }, { layer: 22 }],
    notes: [expect.stringContaining('"onnx/model_layer_5.onnx"'), expect.anything()],
  });
  expect(await describeIt(unlisted(filesOf(graphs.slice(1), { of: config, more })))).toMatchObject({ missingLayers: [3] });
  await expect(describeIt(filesOf(["onnx/model_layer_5.onnx"], { more }))).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    details: { file: "matryoshka_config.json", key: "layer_indices" },
  });
});

test("a copy of one exit has a space of its own, as among the others", async () => {
  expect(await describeIt(filesOf(["onnx/model.onnx"]))).toMatchObject({ exits: [{ layer: 22 }], sharedSpace: false });
  expect(await describeIt(filesOf(["onnx/model_layer_6.onnx"], { of: config }))).toMatchObject({
    exits: [{ layer: 6 }],
    sharedSpace: false,
  });
});

test("dtype and file choose among layers without model_config.json, too", async () => {
  const halves = [...graphs, "onnx/model_layer_6_fp16.onnx", "onnx/model_fp16.onnx"];
  const exits = [
    { layer: 6, graph: "onnx/model_layer_6_fp16.onnx" },
    { layer: 22, graph: "onnx/model_fp16.onnx" },
  ];
  for (const source of [filesOf(halves), unlisted(filesOf(halves))]) {
    expect((await describeIt(source, { dtype: "fp16" })).exits).toEqual(exits);
    expect((await describeIt(source, { file: "onnx/model_layer_6_fp16.onnx" })).exits).toEqual(exits.slice(0, 1));
    expect((await describeIt(source, { file: "model_layer_6_fp16.onnx" })).exits).toEqual(exits.slice(0, 1));
    expect((await describeIt(source, { file: "onnx/model.onnx" })).exits).toEqual([{ layer: 22, graph: "onnx/model.onnx" }]);
  }
});

test.each([
  ["version", 2],
  ["version", undefined],
  ["intermediate_normalization", "layer_norm"],
  ["final_normalization", "none"],
  ["pooling", "cls"],
  ["pooling_accumulation_dtype", "float16"],
  ["truncate_before_l2_normalize", false],
  ["truncate_before_l2_normalize", "yes"],
  ["head_dtype", "float32"],
])("a contract with %s %j is refused by name", async (key, value) => {
  const changed = { ...config, representation_contract: { ...contract, [key]: value } };
  const refusal = { code: "CONFIG_INVALID", details: { file: "config.json", key: `representation_contract.${key}` } };
  await expect(describeIt(filesOf(graphs, { of: changed }))).rejects.toMatchObject(refusal);
  await expect(describeIt(filesOf(graphs, { of: changed }), { pooling: "mean" })).rejects.toMatchObject(refusal);
});

test("a contract that is no object is refused, and one that normalizes exits is said to", async () => {
  await expect(describeIt(filesOf(graphs, { of: { ...config, representation_contract: null } }))).rejects.toMatchObject({
    code: "CONFIG_INVALID",
  });
  const normalized = { ...config, representation_contract: { ...contract, intermediate_normalization: "final_norm" } };
  const { sharedSpace, notes } = await describeIt(filesOf(graphs, { of: normalized }));
  expect(sharedSpace).toBe(false);
  expect(notes).toEqual([expect.stringContaining("no file that vectors of different layers may be compared")]);
});

test("files that contradict each other are refused", async () => {
  const cls = { "1_Pooling/config.json": { pooling_mode_cls_token: true } };
  await expect(describeIt(filesOf(graphs, { more: cls }))).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    details: { file: "1_Pooling/config.json", key: "pooling_mode", expected: '"mean", as config.json: representation_contract says' },
  });
  const other = {
    "matryoshka_config.json": { ...matryoshka, representation_contract: { ...contract, intermediate_normalization: "final_norm" } },
  };
  await expect(describeIt(filesOf(graphs, { more: other }))).rejects.toMatchObject({ details: { file: "matryoshka_config.json" } });
});

test("layers that the files cannot place are refused", async () => {
  const named = { of: { model_type: "modernbert", hidden_size: 768 } };
  await expect(describeIt(filesOf(graphs, named))).rejects.toMatchObject({ details: { file: "config.json", key: "num_hidden_layers" } });
  await expect(describeIt(filesOf(["onnx/model_layer_23.onnx"]))).rejects.toMatchObject({
    details: { key: "num_hidden_layers", found: "22", expected: 'at least 23, the layer of "onnx/model_layer_23.onnx"' },
  });
});
