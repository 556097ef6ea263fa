import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { failure, temporaryFolder, tinyCopy } from "../testing/model-copies.ts";
import { compiledTokenizerFile } from "./compiled-tokenizer-file.ts";
import { loadModel, type LoadOptions } from "./load-model.ts";

afterEach(() => vi.unstubAllEnvs());

/** A copy of tiny-modernbert whose tokenizer.json is as large as those that are compiled, and a cache of its own. */
async function largeTokenizer(change: (json: object) => object = (json) => json): Promise<{ folder: string; cache: string }> {
  const folder = await tinyCopy();
  const path = join(folder, "tokenizer.json");
  const json = JSON.stringify(change(JSON.parse(await readFile(path, "utf8")) as object));
  await writeFile(path, json + " ".repeat(2 ** 21));
  const cache = await temporaryFolder();
  vi.stubEnv("NESTVEC_CACHE", cache);
  return { folder, cache: join(cache, "tokenizers") };
}

const text = "The night train to Łódź, 東京 <eos>";

async function readings(folder: string, options: LoadOptions = {}): Promise<{ answers: unknown; notes: readonly string[] }> {
  await using embedder = await loadModel(folder, { isolation: "none", ...options });
  const [row] = await embedder.tokenize([text], { offsets: true });
  const { data } = await embedder.embed([text]);
  const { notes } = await embedder.info();
  return {
    answers: [row, await embedder.decode([row?.ids ?? []]), [...data]],
    notes: notes.filter((note) => note.includes("compiled form")),
  };
}

test("a large tokenizer is compiled at the first start and opened at the next, with the same answers as without", async () => {
  const { folder, cache } = await largeTokenizer();
  const plain = await readings(folder, { tokenizerCache: false });
  await expect(readdir(cache)).rejects.toThrow("ENOENT");
  expect(await readings(folder)).toEqual(plain);
  const [file = "", ...others] = await readdir(cache);
  expect(others).toEqual([]);
  const kept = await readFile(join(cache, file));
  expect(await readings(folder)).toEqual(plain);
  await writeFile(join(cache, file), kept.subarray(0, kept.length - 1));
  expect(await readings(folder)).toEqual(plain);
  expect(await readFile(join(cache, file))).toEqual(kept);
});

test("another tokenizer_config.json is another entry", async () => {
  const { folder, cache } = await largeTokenizer();
  await readings(folder);
  const path = join(folder, "tokenizer_config.json");
  await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, "utf8")) as object), truncation_side: "left" }));
  await readings(folder);
  expect((await readdir(cache)).length).toBe(2);
});

test("the environment turns it off", async () => {
  const { folder, cache } = await largeTokenizer();
  vi.stubEnv("NESTVEC_TOKENIZER_CACHE", "off");
  await readings(folder);
  await expect(readdir(cache)).rejects.toThrow("ENOENT");
});

test("what is neither true nor false is refused", async () => {
  const { folder } = await largeTokenizer();
  await expect(readings(folder, { tokenizerCache: "no" as never })).rejects.toThrow(
    '"tokenizerCache" is the text "no"; it must be true or false',
  );
});

test("a small tokenizer is not compiled", async () => {
  const cache = await temporaryFolder();
  vi.stubEnv("NESTVEC_CACHE", cache);
  await readings(await tinyCopy());
  expect(await readdir(cache)).toEqual([]);
});

test("info() says why the compiled form is not used, and it is not tried again", async () => {
  const { folder, cache } = await largeTokenizer((json) => {
    const { model, ...rest } = json as { model: { merges: unknown[] } };
    return { ...rest, model: { ...model, merges: [...model.merges, ["e", "▁no piece"]] } };
  });
  for (let start = 0; start < 2; start++) {
    const { notes } = await readings(folder);
    expect(notes).toEqual([
      expect.stringMatching(/^The compiled form of tokenizer\.json is not used: its merge \d+ has "▁no piece", which is no piece\. /),
    ]);
    expect((await readdir(cache)).length).toBe(1);
  }
});

test("what cannot be compiled because it cannot be used at all is refused as without the cache, and nothing is kept", async () => {
  const { folder, cache } = await largeTokenizer();
  const path = join(folder, "tokenizer.json");
  const right = await readFile(path, "utf8");
  for (const [content, refusal] of [
    [right.slice(0, -10).replace("}", ""), /tokenizer\.json/],
    [right.replace('"BPE"', '"Another"'), /tokenizer\.json.*"Another"/],
  ] as const) {
    await writeFile(path, content);
    const { message } = await failure(readings(folder, { tokenizerCache: false }));
    expect(message).toMatch(refusal);
    expect((await failure(readings(folder))).message).toBe(message);
    expect(await readdir(cache)).toEqual([]);
  }
});

test("info() says that nothing can be kept", async () => {
  const { folder } = await largeTokenizer();
  const file = join(await temporaryFolder(), "file");
  await writeFile(file, "");
  vi.stubEnv("NESTVEC_CACHE", file);
  const { notes } = await readings(folder);
  expect(notes).toEqual([expect.stringMatching(/^The compiled form of tokenizer\.json is not used: E/)]);
});

test("a compiled form in the model's folder is read there, and one that is damaged or of another tokenizer is not", async () => {
  const { folder, cache } = await largeTokenizer();
  const plain = await readings(folder, { tokenizerCache: false });
  const { name, bytes } = (await compiledTokenizerFile(folder)) ?? { name: "", bytes: new Uint8Array() };
  await expect(readdir(cache)).rejects.toThrow("ENOENT");
  await writeFile(join(folder, name), bytes);
  expect(await readings(folder)).toEqual(plain);
  await expect(readdir(cache)).rejects.toThrow("ENOENT");
  await writeFile(join(folder, name), bytes.subarray(0, bytes.length - 1));
  expect(await readings(folder)).toEqual(plain);
  expect(await readdir(cache)).toEqual([name]);

  await writeFile(join(folder, name), bytes);
  const path = join(folder, "tokenizer_config.json");
  await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, "utf8")) as object), truncation_side: "left" }));
  await readings(folder);
  expect((await readdir(cache)).length).toBe(2);
});

test("a small tokenizer has no compiled form", async () => {
  expect(await compiledTokenizerFile(await tinyCopy())).toBeUndefined();
});
