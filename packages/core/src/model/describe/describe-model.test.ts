import { onnxModel, value } from "@nestvec/onnx/writer";
import { expect, test } from "vitest";
import { describeModel } from "./describe-model.ts";
import { memorySource } from "../files/memory-source.ts";

const single = {
  "onnx/model.onnx": "present",
  "tokenizer.json": "{}",
  "tokenizer_config.json": '{"model_max_length": 512}',
  "config.json":
    '{"model_type": "bert", "hidden_size": 384, "num_hidden_layers": 12, "max_position_embeddings": 512, "vocab_size": 30522, "pad_token_id": 0}',
  "modules.json": JSON.stringify([
    { idx: 0, name: "0", path: "", type: "sentence_transformers.models.Transformer" },
    { idx: 1, name: "1", path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
    { idx: 2, name: "2", path: "2_Normalize", type: "sentence_transformers.models.Normalize" },
  ]),
  "1_Pooling/config.json": '{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}',
  "sentence_bert_config.json": '{"max_seq_length": 256, "do_lower_case": false}',
  "config_sentence_transformers.json": '{"prompts": {"query": "query: ", "document": ""}, "default_prompt_name": "query"}',
};

/** A graph that declares outputs of these shapes, and no more. */
const smallGraphOf = (...outputs: readonly (readonly (string | number)[])[]): Uint8Array =>
  onnxModel({ nodes: [], initializers: [], inputs: [], outputs: outputs.map((dims, index) => value(`output_${index}`, "float32", dims)) });

const without = (files: Record<string, string>, ...paths: string[]) =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));

test("a Sentence Transformers export with one exit", async () => {
  expect(await describeModel(memorySource(single, "/models/bge-small"))).toMatchObject({
    name: "bge-small",
    statedName: undefined,
    exits: [{ layer: 12, graph: "onnx/model.onnx" }],
    width: 384,
    dimensions: undefined,
    sharedSpace: true,
    pooling: { pooling: "cls", from: "1_Pooling/config.json" },
    maxTokens: 256,
    maxTokensFrom: "sentence_bert_config.json: max_seq_length",
    prompts: { query: "query: ", document: "" },
    defaultPrompt: "query",
  });
});

test("the pooling of a model with one exit is unknown where no file says it", async () => {
  const files = without(single, "modules.json", "1_Pooling/config.json");
  expect((await describeModel(memorySource(files))).pooling).toEqual({ pooling: undefined, from: "no file" });
  expect((await describeModel(memorySource(files), { pooling: "mean" })).pooling).toEqual({ pooling: "mean", from: "the option pooling" });
});

test("the pooling module that modules.json lists must be there", async () => {
  await expect(describeModel(memorySource(without(single, "1_Pooling/config.json"), "x"))).rejects.toMatchObject({
    code: "FILE_MISSING",
    details: { file: "1_Pooling/config.json", where: "x", neededBy: "modules.json" },
  });
});

test("a limit beyond the model's positions is that of the positions, those that RoBERTa never uses not counted", async () => {
  const roberta = JSON.stringify({
    model_type: "roberta",
    hidden_size: 384,
    num_hidden_layers: 12,
    max_position_embeddings: 514,
    pad_token_id: 1,
  });
  expect(
    await describeModel(memorySource({ ...single, "sentence_bert_config.json": '{"max_seq_length": 514}', "config.json": roberta })),
  ).toMatchObject({
    maxTokens: 512,
    maxTokensFrom: "config.json: max_position_embeddings",
  });
  expect(
    await describeModel(memorySource({ ...single, "sentence_bert_config.json": '{"max_seq_length": 512}', "config.json": roberta })),
  ).toMatchObject({
    maxTokens: 512,
    maxTokensFrom: "sentence_bert_config.json: max_seq_length",
  });
});

test("limits: the smaller of tokenizer and positions, where nothing nearer states one", async () => {
  const files = without(single, "sentence_bert_config.json");
  expect(await describeModel(memorySource({ ...files, "tokenizer_config.json": '{"model_max_length": 1e30}' }))).toMatchObject({
    maxTokens: 512,
    maxTokensFrom: "config.json: max_position_embeddings",
  });
  expect(await describeModel(memorySource({ ...files, "tokenizer_config.json": '{"model_max_length": 77}' }))).toMatchObject({
    maxTokens: 77,
    maxTokensFrom: "tokenizer_config.json: model_max_length",
  });
  const bare = { ...without(files, "tokenizer_config.json"), "config.json": '{"hidden_size": 384}' };
  expect(await describeModel(memorySource(bare))).toMatchObject({ maxTokens: 512, maxTokensFrom: "default", exits: [{ layer: 1 }] });
});

test("a limit of one's own may be lower than the model's, not higher", async () => {
  expect(await describeModel(memorySource(single), { maxTokens: 64 })).toMatchObject({
    maxTokens: 64,
    maxTokensFrom: "the option maxTokens",
  });
  await expect(describeModel(memorySource(single), { maxTokens: 257 })).rejects.toMatchObject({
    code: "ARGUMENT_INVALID",
    details: {
      argument: "maxTokens",
      found: "257",
      expected: "a whole number from 1 to 256, the model's limit (sentence_bert_config.json: max_seq_length)",
    },
  });
  for (const maxTokens of [0, -1, 1.5, Number.NaN]) {
    await expect(describeModel(memorySource(single), { maxTokens })).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
      details: { argument: "maxTokens" },
    });
  }
});

test("where no file states a limit, one's own may be any", async () => {
  expect(
    await describeModel(memorySource({ "model.onnx": "", "tokenizer.json": "{}", "config.json": '{"hidden_size": 8}' }), {
      maxTokens: 32_768,
    }),
  ).toMatchObject({ maxTokens: 32_768 });
});

test.each(["sum", [], ["mean", "sum"]])("%j is no pooling", async (pooling) => {
  await expect(describeModel(memorySource(single), { pooling: pooling as "mean" })).rejects.toMatchObject({
    code: "ARGUMENT_INVALID",
    details: { argument: "pooling" },
  });
});

test("what Sentence Transformers would do otherwise, by vectors of any length, is noted", async () => {
  const notesOf = async (changes: Record<string, string>, ...left: string[]): Promise<readonly string[]> =>
    (await describeModel(memorySource({ ...without(single, ...left), ...changes }))).notes;
  const dot = { "config_sentence_transformers.json": '{"similarity_fn_name": "dot"}' };
  const bare = { "modules.json": JSON.stringify((JSON.parse(single["modules.json"]) as object[]).slice(0, 2)) };
  expect(await notesOf({})).toEqual([]);
  expect(await notesOf(dot)).toEqual([]);
  expect(await notesOf(bare)).toEqual([expect.stringContaining("modules.json does not end with a Normalize")]);
  expect(await notesOf({ ...bare, ...dot })).toEqual([expect.stringContaining('compares vectors by "dot"')]);
  expect(await notesOf(dot, "modules.json")).toEqual([expect.stringContaining('compares vectors by "dot"')]);
});

test("a module that is not known is refused, unless the graph is known to have it inside", async () => {
  const modules = JSON.parse(single["modules.json"]) as object[];
  const recurrent = {
    ...single,
    "modules.json": JSON.stringify([...modules, { path: "2_LSTM", type: "sentence_transformers.models.LSTM" }]),
  };
  const refusal = { code: "MODULE_UNSUPPORTED", details: { file: "modules.json", module: "sentence_transformers.models.LSTM (2_LSTM)" } };
  await expect(describeModel(memorySource(recurrent))).rejects.toMatchObject(refusal);
  await expect(describeModel(memorySource(recurrent), { pooling: "mean" })).rejects.toMatchObject(refusal);
  const config = '{"total_layers": 12, "hidden_size": 256, "available_layers": [12], "pooling": "in_graph"}';
  expect(await describeModel(memorySource({ ...recurrent, "onnx/model_config.json": config }))).toMatchObject({
    exits: [{ layer: 12, graph: "onnx/model.onnx" }],
    width: 256,
    pooling: { pooling: "in_graph", from: "onnx/model_config.json" },
  });
});

test("a pooling without the prompt, and one of several modes, whose vectors are longer", async () => {
  const pooling = '{"pooling_mode": ["cls", "mean"], "include_prompt": false}';
  expect(await describeModel(memorySource({ ...single, "1_Pooling/config.json": pooling }))).toMatchObject({
    width: 768,
    tokenWidth: 384,
    pooling: { pooling: ["cls", "mean"], from: "1_Pooling/config.json", includesPrompt: false },
  });
  expect(await describeModel(memorySource(single), { pooling: ["max", "last", "max"] })).toMatchObject({ width: 1152 });
});

test("a repository with a Dense after its pooling is refused without it, and what was made from one has a note", async () => {
  const repository = "sentence-transformers/sentence-t5-base";
  const source = memorySource(without(single, "modules.json", "1_Pooling/config.json"), "a-model");
  await expect(describeModel(source, { pooling: "mean", repository })).rejects.toMatchObject({
    code: "FILE_MISSING",
    message: expect.stringContaining(`known repository ${repository}, whose vectors go through a Dense`),
  });
  // A graph that pools may have applied it.
  expect((await describeModel(source, { repository })).pooling.pooling).toBeUndefined();
  const config = JSON.stringify({ ...(JSON.parse(String(single["config.json"])) as object), _name_or_path: repository });
  const made = memorySource({ ...without(single, "modules.json", "1_Pooling/config.json"), "config.json": config });
  expect((await describeModel(made, { pooling: "mean" })).notes.join()).toContain("there is no modules.json, so none is applied here");
  expect((await describeModel(made)).notes).toEqual([]);
});

test("the whole of a vector of several poolings is its default, whatever the files list for one", async () => {
  const listed = { ...single, "matryoshka_config.json": '{"dim_indices": [128, 384]}' };
  expect(await describeModel(memorySource(listed), { pooling: ["max", "mean"] })).toMatchObject({
    width: 768,
    dimensions: [768, 384, 128],
  });
});

test("nothing like a model", async () => {
  await expect(describeModel(memorySource({ "README.md": "hello" }, "/tmp/x"))).rejects.toMatchObject({
    code: "MODEL_NOT_FOUND",
    details: { model: "/tmp/x", looked: ["onnx/model_config.json", "model_config.json", "onnx/model.onnx", "model.onnx"] },
  });
});

test("no tokenizer", async () => {
  await expect(describeModel(memorySource(without(single, "tokenizer.json"), "/tmp/x"))).rejects.toMatchObject({
    code: "FILE_MISSING",
    details: { file: "tokenizer.json", where: "/tmp/x" },
  });
});

const widthOf = async (...outputs: readonly (string | number)[][]): Promise<number> =>
  (await describeModel(memorySource({ "model.onnx": smallGraphOf(...outputs), "tokenizer.json": "{}" }))).width;

test("the graph says how long a vector is where no file does", async () => {
  expect(await widthOf(["rows", "tokens", 24])).toBe(24);
  expect(await widthOf(["rows", "tokens", 24], ["rows", 24])).toBe(24);
  expect(await widthOf(["rows", 24], ["rows", "tokens", 3, 7])).toBe(24);
  await expect(widthOf(["rows", 24], ["rows", "tokens", 32])).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  await expect(describeModel(memorySource({ "model.onnx": "<html>", "tokenizer.json": "{}" }))).rejects.toMatchObject({
    code: "GRAPH_INVALID",
  });
});

test("no file says how long a vector is", async () => {
  const open = smallGraphOf(["rows", "tokens", "width"]);
  await expect(describeModel(memorySource({ "onnx/model.onnx": open, "tokenizer.json": "{}" }))).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    details: { file: "onnx/config.json", key: "hidden_size", found: "missing" },
  });
});

test.each([
  "onnx/model_config.json",
  "config.json",
  "modules.json",
  "1_Pooling/config.json",
  "sentence_bert_config.json",
  "config_sentence_transformers.json",
  "tokenizer_config.json",
])("%s that is not JSON is refused", async (path) => {
  await expect(describeModel(memorySource({ ...single, [path]: "<html>" }))).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    details: { file: path, key: "", found: "not JSON, or cut short", expected: "JSON" },
  });
});
