import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { folderFiles, repositoryOf } from "@nestvec/loopback-hub";
import { expect, test } from "vitest";
import { failure, filesBelow, hubForTest, tinyFiles, tinyName } from "../testing/hub-for-test.ts";
import { pullModel } from "./pull-model.ts";

/** tiny-modernbert with the weights that it was trained with, beside its graphs. */
const source = (): Record<string, Uint8Array | string> => ({
  ...tinyFiles(),
  ...folderFiles(fileURLToPath(new URL("tiny-modernbert-source", referenceModels))),
});

const settings = ["1_Pooling/config.json", "README.md", "config.json"];
const tokenizer = ["tokenizer.json", "tokenizer_config.json"];

test("the files that a model is compiled from come without its graphs", async () => {
  const { options, hub } = await hubForTest([repositoryOf(tinyName, source())]);
  const { folder, layers } = await pullModel(tinyName, { ...options, weights: true });
  expect(layers).toEqual([2, 4, 6]);
  expect(await filesBelow(folder)).toEqual([...settings, "model.safetensors", "onnx/model_config.json", ...tokenizer]);
  expect(hub.log.some(({ path }) => /onnx$|pytorch/.test(path))).toBe(false);
});

test("weights in several files come as their index lists them, with those of modules after the pooling", async () => {
  const { "model.safetensors": weights = "", ...others } = source();
  const modules = [
    { idx: 0, path: "", type: "sentence_transformers.models.Transformer" },
    { idx: 1, path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
    { idx: 2, path: "2_Dense", type: "sentence_transformers.models.Dense" },
  ];
  const files = {
    ...others,
    "model-00001-of-00002.safetensors": weights,
    "model-00002-of-00002.safetensors": "more",
    "another.safetensors": "of no index",
    "model.safetensors.index.json": JSON.stringify({
      weight_map: { a: "model-00001-of-00002.safetensors", b: "model-00002-of-00002.safetensors", c: "model-00001-of-00002.safetensors" },
    }),
    "modules.json": JSON.stringify(modules),
    "2_Dense/config.json": JSON.stringify({ in_features: 64, out_features: 32, bias: false }),
    "2_Dense/model.safetensors": "dense",
  };
  const { options } = await hubForTest([repositoryOf(tinyName, files)]);
  const { folder } = await pullModel(tinyName, { ...options, weights: true });
  expect((await filesBelow(folder)).filter((path) => /safetensors|modules|Dense/.test(path))).toEqual([
    "2_Dense/config.json",
    "2_Dense/model.safetensors",
    "model-00001-of-00002.safetensors",
    "model-00002-of-00002.safetensors",
    "model.safetensors.index.json",
    "modules.json",
  ]);
});

test("a repository without such weights, and a choice among graphs, are errors", async () => {
  const { options } = await hubForTest();
  expect(await failure(pullModel(tinyName, { ...options, weights: true }))).toMatchObject({
    code: "FILE_MISSING",
    details: { file: "model.safetensors", neededBy: "the compiler" },
  });
  const both = await failure(pullModel(tinyName, { ...options, weights: true, dtype: "q8" }));
  expect(both.message).toBe(`"dtype" is the text "q8"; it must be left out with weights: true, which gets no graphs.`);
});
