import { expect, test } from "vitest";
import { describeModel } from "../describe/describe-model.ts";
import { memorySource } from "../files/memory-source.ts";

const tokenizer = JSON.stringify({ model: { type: "WordLevel", vocab: { "[UNK]": 0, a: 1, b: 2 }, unk_token: "[UNK]" } });

/** A safetensors file of tensors of zeros. */
function safetensors(tensors: Readonly<Record<string, readonly [dtype: string, shape: readonly number[], itemBytes: number]>>): Uint8Array {
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, [dtype, shape, itemBytes]]) => {
      const start = end;
      end += shape.reduce((product, size) => product * size, itemBytes);
      return [name, { dtype, shape, data_offsets: [start, end] }];
    }),
  );
  const json = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  return file;
}

const config = { model_type: "model2vec", normalize: true };
const describe = (file: Uint8Array, files: Readonly<Record<string, string>> = {}, overrides = {}) =>
  describeModel(
    memorySource({ "config.json": JSON.stringify(config), "tokenizer.json": tokenizer, "model.safetensors": file, ...files }, "tiny"),
    overrides,
  );
const rows = { embeddings: ["F32", [3, 4], 4] } as const;

test("a table's width is that of its rows, and its tokens those of its mapping", async () => {
  expect(await describe(safetensors(rows))).toMatchObject({
    width: 4,
    vocabularySize: 3,
    maxTokens: 512,
    maxTokensFrom: "default of model2vec",
  });
  const mapped = safetensors({ embeddings: ["I8", [2, 4], 1], mapping: ["I64", [3], 8], weights: ["F64", [3], 8] });
  expect(await describe(mapped)).toMatchObject({ width: 4, vocabularySize: 3 });
});

test("a tokenizer of a static model may be as large as any", async () => {
  const files = { "modules.json": JSON.stringify([{ idx: 0, name: "0", path: "", type: "sentence_transformers.models.StaticEmbedding" }]) };
  const large = { ...files, "config.json": "{}", "tokenizer.json": tokenizer + " ".repeat(2 ** 24) };
  expect(await describe(safetensors({ "embedding.weight": ["F32", [3, 4], 4] }), large)).toMatchObject({ width: 4 });
});

test.each([
  ["null is no limit", { max_length: null }, 32_768, "default, since the model has no limit"],
  ["a number is the limit", { max_length: 7 }, 7, "config.json: max_length"],
])("max_length: %s", async (_, limit, maxTokens, maxTokensFrom) => {
  const files = { "config.json": JSON.stringify({ ...config, ...limit }) };
  expect(await describe(safetensors(rows), files)).toMatchObject({ maxTokens, maxTokensFrom });
});

test.each([
  [
    "no table",
    { other: ["F32", [3, 4], 4] },
    /^model.safetensors: "embedding.weight" is missing; it must be there, or "embeddings"; the file has other\.$/,
  ],
  ["a table of one axis", { embeddings: ["F32", [12], 4] }, /"embeddings.shape" is \[12\]; it must be \[rows, width\]/],
  ["a table of no rows", { embeddings: ["F32", [0, 4], 4] }, /"embeddings.shape" is \[0, 4\]; it must be rows of 1 to/],
  ["whole numbers that are no int8", { embeddings: ["I32", [3, 4], 4] }, /"embeddings.dtype" is the text "I32"; it must be F32 or F16/],
  ["a mapping of floats", { ...rows, mapping: ["F32", [3], 4] }, /"mapping.dtype" is the text "F32"; it must be I32 or I64/],
  ["a weight too few", { ...rows, weights: ["F32", [2], 4] }, /"weights.shape" is \[2\]; it must be \[3\], one number for each token/],
] as const)("%s is refused by its key", async (_, tensors, message) => {
  await expect(describe(safetensors(tensors))).rejects.toThrow(message);
});

test("a file that is cut short, or missing, is an error that names it", async () => {
  await expect(describe(safetensors(rows).subarray(0, -1))).rejects.toMatchObject({
    code: "FILE_TRUNCATED",
    details: { file: "model.safetensors" },
  });
  const modules = JSON.stringify([{ idx: 0, name: "0", path: "", type: "sentence_transformers.models.StaticEmbedding" }]);
  const source = memorySource({ "modules.json": modules, "tokenizer.json": tokenizer });
  await expect(describeModel(source)).rejects.toMatchObject({ code: "FILE_MISSING", details: { file: "model.safetensors" } });
  const without = memorySource({ "config.json": JSON.stringify(config), "model.safetensors": safetensors(rows) });
  await expect(describeModel(without)).rejects.toMatchObject({ code: "FILE_MISSING", details: { file: "tokenizer.json" } });
});

test("a pooling other than the mean, and a module that is not applied, are refused", async () => {
  await expect(describe(safetensors(rows), {}, { pooling: "cls" })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  expect((await describe(safetensors(rows), {}, { pooling: "mean" })).pooling).toEqual({ pooling: "mean", from: "model.safetensors" });
  const types = ["StaticEmbedding", "CNN"].map((name, idx) => ({ idx, name: "", path: "", type: `sentence_transformers.models.${name}` }));
  const refused = describe(safetensors(rows), { "modules.json": JSON.stringify(types) });
  await expect(refused).rejects.toMatchObject({ code: "MODULE_UNSUPPORTED", details: { module: "sentence_transformers.models.CNN" } });
});

test("weights of a transformer are no table", async () => {
  const file = safetensors({ "embedding.weight": ["F32", [3, 4], 4], "layer.0.weight": ["F32", [4, 4], 4] });
  const source = memorySource({ "model.safetensors": file, "tokenizer.json": tokenizer });
  await expect(describeModel(source)).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
});
