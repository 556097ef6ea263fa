import { expect, test } from "vitest";
import { openModel } from "../embedder/open-model.ts";
import { memorySource } from "../model/files/memory-source.ts";
import { filesOf, made, open, platform, unit } from "./testing/static-models.ts";

test.each(Object.entries(made))("%s gives its library's token ids and vectors, in a batch and alone", async (name, { answers }) => {
  await using embedder = await open(filesOf(name));
  const texts = answers.map(({ text }) => text);
  const ids = (await embedder.tokenize(texts)).map((row) => Array.from(row.ids));
  expect(ids).toEqual(answers.map((answer) => answer.ids));
  const { vectors, provider } = await embedder.embed(texts);
  expect(provider).toBe("table");
  // Sums of float32 in another order; model2vec rounds the vectors of a float16 table to float16.
  const digits = name.includes("float16") ? 3 : 6;
  for (const [at, { vector, text }] of answers.entries()) {
    const [alone] = (await embedder.embed([text])).vectors;
    for (const [place, number] of unit(vector).entries()) {
      expect(vectors[at]?.[place], `${text}, ${place}`).toBeCloseTo(number, digits);
      expect(alone?.[place], `${text}, ${place}, alone`).toBeCloseTo(number, digits);
    }
  }
});

test("vectors that are not scaled are the library's own", async () => {
  for (const name of [
    "model2vec float64, not normalized, without limit",
    "StaticEmbedding cut by its tokenizer, not normalized",
    "wordllama",
  ]) {
    await using embedder = await open(filesOf(name));
    const { answers = [] } = made[name] ?? {};
    const { vectors } = await embedder.embed(
      answers.map(({ text }) => text),
      { normalize: false },
    );
    for (const [at, { vector }] of answers.entries())
      for (const [place, number] of vector.entries()) expect(vectors[at]?.[place], `${name}, ${at}`).toBeCloseTo(number, 5);
    expect((await embedder.info()).notes.join(" "), name).toMatch(/own lengths/);
  }
});

test("says what it is: one exit, a table, and whose reading of texts it follows", async () => {
  await using model2vec = await open(filesOf("model2vec"));
  const info = await model2vec.info();
  expect(info).toMatchObject({
    exits: [{ layer: 1, graph: "model.safetensors", space: expect.stringMatching(/^model-[0-9a-f]{16}$/) }],
    width: 16,
    dimensions: undefined,
    maxTokens: 24,
    maxTokensFrom: "config.json: max_length",
    pooling: { pooling: "mean", from: "model.safetensors" },
    runtime: "table of token vectors",
    specialTokens: { before: [], after: [] },
  });
  expect(info.notes).toEqual([
    expect.stringMatching(/^Texts are read as model2vec reads them: .* Sentence Transformers keeps unknown tokens\.$/),
  ]);
  await using llama = await open(filesOf("wordllama"));
  expect(await llama.info()).toMatchObject({ dimensions: [64], maxTokens: 32_768, exits: [{ graph: "weights/l9_tiny_64.safetensors" }] });
  await using limited = await open(filesOf("StaticEmbedding cut by its tokenizer, not normalized"));
  expect(await limited.info()).toMatchObject({ maxTokens: 20, maxTokensFrom: "tokenizer.json: truncation.max_length" });
  await using sentence = await open(filesOf("StaticEmbedding"));
  expect(await sentence.info()).toMatchObject({ prompts: { query: "hello ", document: "" }, notes: [] });
});

/** The files of a model, some of them under other names. */
const moved = (name: string, paths: Readonly<Record<string, string>>): Record<string, Uint8Array | string> =>
  Object.fromEntries(Object.entries(filesOf(name)).flatMap(([path, content]) => (path in paths ? [[paths[path] ?? "", content]] : [])));

const inFolder = { "model.safetensors": "0_StaticEmbedding/model.safetensors", "tokenizer.json": "0_StaticEmbedding/tokenizer.json" };
const embedding = { idx: 0, name: "0", path: "0_StaticEmbedding", type: "sentence_transformers.models.StaticEmbedding" };
const table = { "model.safetensors": "model.safetensors", "tokenizer.json": "tokenizer.json" };

test("is found in the layouts of older and newer versions, and without the files around the table", async () => {
  const layouts: Readonly<Record<string, readonly [string, Record<string, Uint8Array | string>]>> = {
    "a folder of the module": ["StaticEmbedding", { ...moved("StaticEmbedding", inFolder), "modules.json": JSON.stringify([embedding]) }],
    "that folder alone": ["StaticEmbedding", moved("StaticEmbedding", table)],
    "model2vec without modules.json": [
      "model2vec",
      { ...moved("model2vec", table), "config.json": '{"model_type":"model2vec","max_length":24}' },
    ],
    "model2vec before it named its type": [
      "model2vec",
      { ...moved("model2vec", table), "config.json": '{"apply_zipf":true,"max_length":24}' },
    ],
    "wordllama's repository": [
      "wordllama",
      moved("wordllama", {
        "weights/l9_tiny_64.safetensors": "l9_tiny_64.safetensors",
        "tokenizers/l9_tiny_tokenizer_config.json": "l9_tiny_tokenizer_config.json",
      }),
    ],
  };
  for (const [layout, [name, files]] of Object.entries(layouts)) {
    await using embedder = await open(files);
    const { answers = [] } = made[name] ?? {};
    const { vectors } = await embedder.embed(answers.map(({ text }) => text));
    for (const [at, { vector }] of answers.entries())
      for (const [place, number] of unit(vector).entries()) expect(vectors[at]?.[place], layout).toBeCloseTo(number, 6);
  }
});

test("wordllama's files are found by name where files cannot be listed", async () => {
  const files = moved("wordllama", {
    "weights/l9_tiny_64.safetensors": "weights/l2_supercat_64.safetensors",
    "tokenizers/l9_tiny_tokenizer_config.json": "tokenizers/l2_supercat_tokenizer_config.json",
  });
  const { list: _list, ...source } = memorySource(files, "a test");
  await using embedder = await openModel(source, {}, platform);
  expect((await embedder.info()).width).toBe(64);
});

test("a graph beside the table is left aside, unless it is asked for", async () => {
  const files = { ...filesOf("model2vec"), "onnx/model.onnx": new Uint8Array(8) };
  await using embedder = await open(files);
  await using alone = await open(filesOf("model2vec"));
  expect((await embedder.info()).identity).toBe((await alone.info()).identity);
  await expect(open(files, { file: "onnx/model.onnx" })).rejects.toMatchObject({ code: "GRAPH_INVALID" });
});

const identityOf = async (files: Record<string, Uint8Array | string>): Promise<string> => (await (await open(files)).info()).identity;

test("the name of the space is that of the table, the tokenizer and nothing else", async () => {
  const given = filesOf("model2vec");
  const changed = Uint8Array.from(given["model.safetensors"] as Uint8Array);
  changed[changed.length - 1] = 1;
  const same = await identityOf(given);
  expect(await identityOf({ ...given, "README.md": "" })).toBe(same);
  expect(await identityOf({ ...given, "model.safetensors": changed })).not.toBe(same);
});

test("a text without a known token is refused by its place, since it has no direction", async () => {
  await using embedder = await open(filesOf("model2vec"));
  await expect(embedder.embed(["cat", "🙂 🙂"])).rejects.toMatchObject({
    code: "ARGUMENT_INVALID",
    message: '"texts[1]" is a text of unknown tokens; it must be a text with at least one token that the model knows: others are left out.',
  });
  await expect(embedder.embed(["cat", ""])).rejects.toMatchObject({ code: "ARGUMENT_INVALID", details: { argument: "texts[1]" } });
  // Sentence Transformers takes the row of the unknown token.
  await using sentence = await open(filesOf("StaticEmbedding"));
  expect((await sentence.embed(["🙂"])).tokens).toEqual([1]);
});

test("offsets of the tokens that are kept point into the text", async () => {
  await using embedder = await open(filesOf("model2vec"));
  const text = "the 🙂 cat";
  const [row] = await embedder.tokenize([text], { offsets: true });
  const at = Array.from(row?.offsets ?? []);
  expect([text.slice(at[0], at[1]), text.slice(at[2], at[3])]).toEqual(["the", "cat"]);
});

test("a text that is cut says so, on either side, or is refused", async () => {
  await using embedder = await open(filesOf("model2vec"));
  const text = "cat ".repeat(30);
  const ends = await embedder.embed([text, `${text}dog`], { maxTokens: 4 });
  expect(ends.truncated).toEqual([true, true]);
  const [start] = await embedder.tokenize([`${text}dog`], { truncate: "start", maxTokens: 4 });
  expect(start?.pieces).toEqual(["cat", "cat", "cat", "dog"]);
  await expect(embedder.embed([text], { truncate: "none" })).rejects.toMatchObject({ code: "TEXT_TOO_LONG", details: { limit: 24 } });
  // As far as it goes, the option may be above the model's limit: a table has no positions.
  await using longer = await open(filesOf("model2vec"), { maxTokens: 100 });
  expect((await longer.embed(["cat ".repeat(9)])).truncated).toEqual([false]);
});

test("the vectors of tokens are rows of the table, times their weights", async () => {
  await using embedder = await open(filesOf("model2vec shared rows"));
  const { tokenVectors } = await embedder.embedTokens(["the cat sat"]);
  const [mean] = (await embedder.embed(["the cat sat"], { normalize: false })).vectors;
  const rows = tokenVectors[0] ?? new Float32Array();
  for (let place = 0; place < 16; place++) {
    const sum = (rows[place] ?? 0) + (rows[16 + place] ?? 0) + (rows[32 + place] ?? 0);
    expect(mean?.[place]).toBeCloseTo(sum / 3, 6);
  }
});

test("the table is read once, when it is first used, and again where that failed", async () => {
  let reads = 0;
  let fails = true;
  const memory = memorySource(filesOf("model2vec"), "a test");
  const readSlice: typeof memory.readSlice = async (path, start, end) => {
    if (path !== "model.safetensors" || end - start < 2000) return memory.readSlice(path, start, end);
    reads += 1;
    if (fails) throw new Error("the disk is gone");
    return memory.readSlice(path, start, end);
  };
  await using embedder = await openModel({ ...memory, readSlice }, {}, platform);
  expect(reads).toBe(0);
  await expect(embedder.embed(["cat"])).rejects.toThrow("the disk is gone");
  fails = false;
  await Promise.all([embedder.embed(["cat"]), embedder.embed(["dog"]), embedder.warmUp()]);
  await embedder.embed(["the mat"]);
  expect(reads).toBe(2);
  expect(await embedder.stats()).toMatchObject({ openedExits: [1] });
});
