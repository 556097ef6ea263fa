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
  expect(parse(old)).toEqual({ file, transformerFolder: "0_Transformer/", poolingFolder: "1_Pooling/", unsupported: [], normalizes: true });
  const newer = [
    module("sentence_transformers.base.modules.transformer.Transformer"),
    module("sentence_transformers.sentence_transformer.modules.pooling.Pooling", "pool"),
  ];
  expect(parse(newer)).toEqual({ file, transformerFolder: "", poolingFolder: "pool/", unsupported: [], normalizes: false });
});

test.each([
  [module("sentence_transformers.models.Dense", "2_Dense"), "2_Dense"],
  [module("sentence_transformers.models.LayerNorm", "3_LayerNorm"), "3_LayerNorm"],
  [module("sentence_transformers.models.CNN", "1_CNN"), "1_CNN"],
  [module("sentence_transformers.models.StaticEmbedding"), "sentence_transformers.models.StaticEmbedding"],
  [module("custom_st.Transformer"), "custom_st.Transformer"],
  [module("sentence_transformers.models.Pooling", "2_Pooling"), "2_Pooling"],
])("%j is not applied here", (refused, name) => {
  const modules = parse([
    module("sentence_transformers.models.Transformer"),
    module("sentence_transformers.models.Pooling", "1_Pooling"),
    refused,
  ]);
  expect(modules.unsupported).toEqual([name]);
  const details = { file, module: name, supported: ["Transformer", "Pooling", "Normalize", "Dropout"] };
  expect(() => refuseUnsupportedModules(modules)).toThrow(expect.objectContaining({ code: "MODULE_UNSUPPORTED", details }));
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
