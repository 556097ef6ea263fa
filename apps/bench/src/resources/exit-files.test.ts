import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { directory, modelFolder } from "@nestvec/runtime-node";
import { expect, test } from "vitest";
import { exitFiles } from "./exit-files.ts";

test("an exit of the bundled model, whose weights are split by exit", async () => {
  expect(await exitFiles(directory(await modelFolder("nestvec-mini")), 3)).toEqual([
    "config.json",
    "nestvec-manifest.json",
    "onnx/embeddings.bin",
    "onnx/model_config.json",
    "onnx/model_layer_3.onnx",
    "onnx/to-layer-2.bin",
    "onnx/to-layer-3.bin",
    "tokenizer.json",
    "tokenizer_config.json",
  ]);
});

test("an exit of the published layout, with its weights beside it", async () => {
  const model = fileURLToPath(new URL("tiny-modernbert/onnx-fp32", referenceModels));
  const files = await exitFiles(directory(model), 2);
  expect(files).toEqual(expect.arrayContaining(["layer-2/model.onnx", "layer-2/model.onnx.data", "model_config.json"]));
  expect(files.filter((file) => /layer-[46]\/model/.test(file))).toEqual([]);
});
