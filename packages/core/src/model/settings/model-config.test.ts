import { expect, test } from "vitest";
import { parseModelConfig } from "./model-config.ts";

const published = {
  model_name: "tiny",
  total_layers: 6,
  hidden_size: 64,
  available_layers: [6, 2, 4],
  models: { "2": { path: "layer-2/model.onnx" }, "4": { path: "./layer-4/model.onnx" }, "6": {}, "9": { path: "layer-9/model.onnx" } },
};
const file = "onnx/model_config.json";
const parse = (changes: object, transformer?: { layers: number | undefined; width: number | undefined }) =>
  parseModelConfig({ file, key: "", value: { ...published, ...changes } }, transformer);

test("the published form", () => {
  expect(parse({})).toEqual({
    file,
    name: "tiny",
    totalLayers: 6,
    width: 64,
    layers: [2, 4, 6],
    dimensions: undefined,
    sharedSpace: false,
    pooling: undefined,
    output: undefined,
    maxTokens: undefined,
    paths: new Map([
      [2, "layer-2/model.onnx"],
      [4, "layer-4/model.onnx"],
    ]),
  });
});

test("our form says more", () => {
  const more = { max_tokens: 256, dimensions: [16, 64, 32], shared_space: true, pooling: "in_graph", output: "sentence_embedding" };
  expect(parse(more)).toMatchObject({
    maxTokens: 256,
    dimensions: [64, 32, 16],
    sharedSpace: true,
    pooling: "in_graph",
    output: "sentence_embedding",
  });
});

test("null is as good as nothing, and models may be left out", () => {
  expect(parse({ models: null, pooling: null, dimensions: null, hidden_size: null })).toMatchObject({ paths: new Map(), width: undefined });
});

test("config.json says what this file does not, and layers and dimensions are held against it", () => {
  const bare = { total_layers: undefined, hidden_size: undefined };
  expect(parse(bare, { layers: 6, width: 64 })).toMatchObject({ totalLayers: 6, width: 64 });
  expect(() => parse(bare, { layers: 5, width: 64 })).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ key: "available_layers.0" }) }),
  );
});

test.each([
  [{ available_layers: undefined }, "available_layers", "missing", "a list of at least one"],
  [{ available_layers: [] }, "available_layers", "an empty list", "a list of at least one"],
  [{ available_layers: "2,4" }, "available_layers", 'the text "2,4"', "a list of at least one"],
  [{ available_layers: [2, "4"] }, "available_layers.1", 'the text "4"', "a whole number from 1 to 6, the number of layers in all"],
  [{ available_layers: [2, 0] }, "available_layers.1", "0", "a whole number from 1 to 6, the number of layers in all"],
  [{ available_layers: [2, 22] }, "available_layers.1", "22", "a whole number from 1 to 6, the number of layers in all"],
  [{ available_layers: [2, 4.5] }, "available_layers.1", "4.5", "a whole number from 1 to 6, the number of layers in all"],
  [{ available_layers: [2, 4, 2] }, "available_layers", "a list with 2 twice", "a list in which every number stands once"],
  [{ total_layers: -1 }, "total_layers", "-1", "a whole number of at least 1"],
  [{ hidden_size: "abc" }, "hidden_size", 'the text "abc"', "a whole number from 1 to 65536"],
  [{ dimensions: [64, 128] }, "dimensions.1", "128", "a whole number from 1 to 64, the length of the full vector"],
  [{ dimensions: [32, 32] }, "dimensions", "a list with 32 twice", "a list in which every number stands once"],
  [{ dimensions: {} }, "dimensions", "an object", "a list of at least one"],
  [{ model_name: 7 }, "model_name", "7", "a text"],
  [{ shared_space: "yes" }, "shared_space", 'the text "yes"', "true or false"],
  [
    { pooling: "sum" },
    "pooling",
    'the text "sum"',
    '"in_graph" or "mean" or "cls" or "last" or "max" or "mean_sqrt_length" or "weighted_mean"',
  ],
  [{ pooling: [] }, "pooling", "an empty list", "a list of at least one"],
  [{ output: [] }, "output", "an empty list", "a text"],
  [{ max_tokens: 0 }, "max_tokens", "0", "a whole number of at least 1"],
  [{ models: [1] }, "models", "a list of 1", "a JSON object"],
  [{ models: { "6": "layer-6" } }, "models.6", 'the text "layer-6"', "a JSON object"],
  [{ models: { "6": { path: 6 } } }, "models.6.path", "6", "a relative path that stays inside its folder"],
  [{ models: { "6": { path: "../m.onnx" } } }, "models.6.path", 'the text "../m.onnx"', "a relative path that stays inside its folder"],
  [{ models: { "6": { path: "/m.onnx" } } }, "models.6.path", 'the text "/m.onnx"', "a relative path that stays inside its folder"],
  [
    { models: { "6": { weights: ["a.bin", "../b"] } } },
    "models.6.weights.1",
    'the text "../b"',
    "a relative path that stays inside its folder",
  ],
])("%j is refused", (changes, key, found, expected) => {
  expect(() => parse(changes)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID", details: { file, key, found, expected } }));
});
