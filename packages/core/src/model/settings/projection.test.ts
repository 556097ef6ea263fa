import { expect, test } from "vitest";
import { memorySource } from "../files/memory-source.ts";
import { parseModules } from "./modules-config.ts";
import { missingWeights, readProjection } from "./projection.ts";

const listed = (kinds: readonly string[]) =>
  kinds.map((kind, index) => ({ path: index === 0 ? "" : `${index}_${kind}`, type: `sentence_transformers.models.${kind}` }));
const read = (kinds: readonly string[], files: Record<string, object | Uint8Array>, width = 8) => {
  const texts = Object.entries(files).map(([path, file]) => [path, file instanceof Uint8Array ? file : JSON.stringify(file)]);
  const source = memorySource(Object.fromEntries(texts) as Record<string, string>, "a-model");
  return readProjection(source, parseModules({ file: "modules.json", key: "", value: listed(kinds) }), width);
};

const dense = { in_features: 8, out_features: 4, bias: true, activation_function: "torch.nn.modules.activation.Tanh" };
const withDense = ["Transformer", "Pooling", "Dense", "Normalize"];

test("modules after the pooling say how long the vectors are that come out", async () => {
  const files = {
    "2_Dense/config.json": dense,
    "3_LayerNorm/config.json": { dimension: 4 },
    "3_LayerNorm/model.safetensors": new Uint8Array(8),
  };
  expect(await read(["Transformer", "Pooling", "Dense", "LayerNorm", "Normalize", "Normalize"], files)).toEqual({
    file: "modules.json",
    modules: [
      { kind: "Dense", folder: "2_Dense/", inputs: 8, outputs: 4, hasBias: true, activation: "Tanh", hasResidual: false },
      { kind: "LayerNorm", folder: "3_LayerNorm/", width: 4 },
    ],
    inputWidth: 8,
    width: 4,
    weights: ["2_Dense/model.safetensors", "3_LayerNorm/model.safetensors"],
    missing: "2_Dense/model.safetensors",
  });
});

test("what is left out has Sentence Transformers' defaults", async () => {
  const projection = await read(withDense, { "2_Dense/config.json": { in_features: 8, out_features: 8 } });
  expect(projection?.modules).toEqual([
    { kind: "Dense", folder: "2_Dense/", inputs: 8, outputs: 8, hasBias: true, activation: "Tanh", hasResidual: false },
  ]);
});

test("a Normalize between modules is kept, one at the end is the last step of the path", async () => {
  const kinds = ["Transformer", "Pooling", "Normalize", "Dense", "Normalize"];
  const projection = await read(kinds, { "3_Dense/config.json": dense });
  expect(projection?.modules.map(({ kind }) => kind)).toEqual(["Normalize", "Dense"]);
  expect(await read(["Transformer", "Pooling", "Normalize"], {})).toBeUndefined();
});

test.each([
  [
    "an activation of one's own",
    { activation_function: "my_module.Swish" },
    /"activation_function" is the text "my_module.Swish"; it must be one of PyTorch's Identity, Tanh/,
  ],
  ["an activation that is not known", { activation_function: "torch.nn.modules.activation.Softmax" }, /one of PyTorch's Identity, Tanh/],
  [
    "vectors of another length",
    { in_features: 16 },
    /2_Dense\/config.json: "in_features" is 16; it must be 8, the length of the vectors that come in/,
  ],
  [
    "token vectors as input",
    { module_input_name: "token_embeddings" },
    /"module_input_name" is the text "token_embeddings"; it must be "sentence_embedding"/,
  ],
  ["another output", { module_output_name: "logits" }, /"module_output_name" is the text "logits"/],
  ["no size", { out_features: undefined }, /"out_features" is missing/],
  ["an endless size", { out_features: 1e9 }, /"out_features" is 1000000000; it must be a whole number from 1 to 65536/],
])("refuses a Dense with %s", async (_, change, message) => {
  await expect(read(withDense, { "2_Dense/config.json": { ...dense, ...change } })).rejects.toThrow(message);
});

test("refuses a module without its configuration, and a Normalize of token vectors", async () => {
  await expect(read(withDense, {})).rejects.toMatchObject({
    code: "FILE_MISSING",
    details: { file: "2_Dense/config.json", neededBy: "modules.json" },
  });
  const files = { "2_Normalize/config.json": { module_input_name: "token_embeddings" } };
  await expect(read(["Transformer", "Pooling", "Normalize"], files)).rejects.toThrow(/2_Normalize\/config.json: "module_input_name"/);
});

test("says how weights are converted that are a pickle", async () => {
  const projection = { inputWidth: 8, width: 4, missing: "2_Dense/model.safetensors", file: "modules.json", modules: [], weights: [] };
  const pickle = memorySource({ "2_Dense/pytorch_model.bin": "" }, "a-model");
  expect((await missingWeights(pickle, projection)).message).toBe(
    `2_Dense/pytorch_model.bin: the file is a pickle of PyTorch, which is not read, since it can run code; it must be "2_Dense/model.safetensors" beside it, the same weights as safetensors; convert it with: python -c "import torch; from safetensors.torch import save_file; save_file(torch.load('2_Dense/pytorch_model.bin', weights_only=True), '2_Dense/model.safetensors')".`,
  );
  expect((await missingWeights(memorySource({}, "a-model"), projection)).message).toBe(
    'The file "2_Dense/model.safetensors" is missing in a-model; modules.json needs it. Put it there, or download the model again.',
  );
});
