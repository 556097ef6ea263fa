import { expect, test } from "vitest";
import { parseModules, refuseUnsupportedModules } from "./modules-config.ts";

const file = "modules.json";
const module = (type: string, path: unknown = "") => ({ idx: 0, name: "0", path, type });
const parse = (value: unknown) => parseModules({ file, key: "", value });

test("transformer, pooling and normalize are known by their old names and their new ones", () => {
  const old = [
    module("sentence_transformers.models.Transformer", "0_Transformer"),
    module("sentence_transformers.models.Pooling", "1_Pooling"),
    module("sentence_transformers.models.Normalize", "2_Normalize"),
  ];
  expect(parse(old)).toEqual({
    file,
    transformerFolder: "0_Transformer/",
    staticFolder: undefined,
    poolingFolder: "1_Pooling/",
    afterPooling: [{ kind: "Normalize", folder: "2_Normalize/" }],
    unsupported: [],
    normalizes: true,
  });
  const newer = [
    module("sentence_transformers.base.modules.transformer.Transformer"),
    module("sentence_transformers.sentence_transformer.modules.pooling.Pooling", "pool"),
  ];
  expect(parse(newer)).toEqual({
    file,
    transformerFolder: "",
    staticFolder: undefined,
    poolingFolder: "pool/",
    afterPooling: [],
    unsupported: [],
    normalizes: false,
  });
});

test.each([
  [["Normalize"], true],
  [["Dense", "Normalize", "Dropout"], true],
  [["Normalize", "Dense"], false],
  [["Dense"], false],
  [[], false],
])("vectors have length 1 at last only if a Normalize is the last: %j", (names, normalizes) => {
  const modules = ["Transformer", "Pooling", ...names].map((name, index) => module(`sentence_transformers.models.${name}`, `${index}`));
  expect(parse(modules)).toMatchObject({ normalizes, unsupported: [] });
});

const classes = ["WeightedLayerPooling", "CNN", "LSTM", "BoW", "WordEmbeddings", "WordWeights", "CLIPModel", "Router", "Asym", "Invented"];

test.each([
  ...classes.map((name) => [
    module(`sentence_transformers.models.${name}`, `2_${name}`),
    `sentence_transformers.models.${name} (2_${name})`,
  ]),
  [module("custom_st.Transformer"), "custom_st.Transformer"],
  [module("sentence_transformers.models.Pooling", "2_Pooling"), "sentence_transformers.models.Pooling (2_Pooling)"],
  [module("sentence_transformers.models.Transformer", "2_Transformer"), "sentence_transformers.models.Transformer (2_Transformer)"],
])("%j is not applied here", (refused, name) => {
  const modules = parse([
    module("sentence_transformers.models.Transformer"),
    module("sentence_transformers.models.Pooling", "1_Pooling"),
    refused,
  ]);
  expect(modules.unsupported).toEqual([name]);
  const details = {
    file,
    module: name,
    supported: ["Transformer", "StaticEmbedding", "Pooling", "Dense", "LayerNorm", "Normalize", "Dropout"],
  };
  expect(() => refuseUnsupportedModules(modules, false)).toThrow(expect.objectContaining({ code: "MODULE_UNSUPPORTED", details }));
});

test.each(["Dense", "LayerNorm", "Normalize"])("a %s before the pooling is not applied here", (name) => {
  const before = module(`sentence_transformers.models.${name}`, `1_${name}`);
  const modules = parse([
    module("sentence_transformers.models.Transformer"),
    before,
    module("sentence_transformers.models.Pooling", "2_Pooling"),
  ]);
  expect(modules.unsupported).toEqual([`sentence_transformers.models.${name} (1_${name})`]);
});

test.each([
  [{}, "", "an object"],
  [[], "", "an empty list"],
  [["Transformer"], "0", 'the text "Transformer"'],
  [[{ path: "" }], "0.type", "missing"],
  [[module("sentence_transformers.models.Pooling", 1)], "0.path", "1"],
  [[module("sentence_transformers.models.Pooling", "../1_Pooling")], "0.path", 'the text "../1_Pooling"'],
])("%j is refused", (value, key, found) => {
  expect(() => parse(value)).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID", details: expect.objectContaining({ file, key, found }) }),
  );
});
