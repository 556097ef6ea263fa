import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { tinyCopy } from "../testing/model-copies.ts";
import { loadModel, type LoadOptions } from "./load-model.ts";

const here = { isolation: "none", threads: 1 } as const;
const nomic = "nomic-ai/nomic-embed-text-v1.5";

/** A model whose config.json says what it was made from. */
async function madeFrom(repository: string): Promise<string> {
  const folder = await tinyCopy();
  const config = JSON.parse(await readFile(join(folder, "config.json"), "utf8")) as object;
  await writeFile(join(folder, "config.json"), JSON.stringify({ ...config, _name_or_path: repository }));
  return folder;
}

async function vectorOf(folder: string, options: LoadOptions, dimension?: number): Promise<Float32Array> {
  await using embedder = await loadModel(folder, { ...here, onWarning: () => {}, ...options });
  return (await embedder.embed(["hello there"], { prompt: null, ...(dimension === undefined ? {} : { dimension }) })).data;
}

test("its prompts are chosen by role, and a call without one warns once", async () => {
  const warnings: string[] = [];
  await using embedder = await loadModel(await tinyCopy(), {
    ...here,
    repository: "intfloat/e5-small-v2",
    onWarning: (sentence) => warnings.push(sentence),
  });
  const info = await embedder.info();
  expect(info).toMatchObject({
    prompts: { query: "query: ", document: "passage: " },
    promptsFrom: "known repository intfloat/e5-small-v2",
  });
  const asQuery = await embedder.embed(["hello"], { role: "query" });
  expect(asQuery.prompt).toBe("query");
  await embedder.embed(["hello"], { prompt: null });
  await embedder.embed(["hello"], { promptText: "" });
  await embedder.embed([[5, 6]]);
  await embedder.embed([]);
  await embedder.search("hello", ["there"]);
  expect(warnings).toEqual([]);
  const bare = await embedder.embed(["query: hello"]);
  await embedder.similarity("hello", "there");
  expect(warnings).toEqual([expect.stringContaining("known repository intfloat/e5-small-v2) asks for one")]);
  // A prompt is put before the text, and no more.
  expect([...bare.data]).toEqual([...asQuery.data]);
});

test("a warning goes to the process where the caller does not take it", async () => {
  const emit = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  try {
    await using embedder = await loadModel(await tinyCopy(), { ...here, repository: "intfloat/e5-small-v2" });
    await embedder.embed(["hello"]);
    expect(emit).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("without a prompt"), "NestvecWarning");
    await using prompted = await loadModel(await tinyCopy(), {
      ...here,
      repository: "intfloat/e5-small-v2",
      prompts: { query: "find: " },
    });
    await prompted.embed(["hello"]);
    expect(emit).toHaveBeenCalledTimes(1);
  } finally {
    emit.mockRestore();
  }
});

test("a model that was made from one has neither its prompts nor its layer norm, and info says so", async () => {
  const trained = await madeFrom(nomic);
  await using embedder = await loadModel(trained, here);
  const info = await embedder.info();
  expect(info).toMatchObject({ prompts: {}, promptsFrom: "no file", normsBeforeCut: false });
  expect(info.notes.join()).toContain(`made from ${nomic}, whose prompts are not taken`);
  expect(await vectorOf(trained, {}, 16)).toEqual(await vectorOf(await tinyCopy(), {}, 16));
  // The caller's word alone counts.
  await using said = await loadModel(trained, { ...here, repository: "ours/search" });
  const other = await said.info();
  expect(other.prompts).toEqual({});
  expect(other.notes.join()).not.toContain(nomic);
  await using same = await loadModel(trained, { ...here, repository: nomic });
  expect(await same.info()).toMatchObject({ promptsFrom: `known repository ${nomic}`, normsBeforeCut: true });
});

test("options say what its files and the table do not", async () => {
  await using embedder = await loadModel(await tinyCopy(), { ...here, prompts: { query: "find: " }, dimensions: [16, 64] });
  expect(await embedder.info()).toMatchObject({
    prompts: { query: "find: " },
    dimensions: [64, 16],
    dimensionsFrom: "the option dimensions",
  });
  await expect(embedder.embed(["hello"], { dimension: 32 })).rejects.toMatchObject({ code: "DIMENSION_UNAVAILABLE" });
  await expect(loadModel(await tinyCopy(), { ...here, dimensions: [65] })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
});

test("nomic-embed-text-v1.5 has a layer norm of the whole vector before a cut, and none without one, with and without a cache", async () => {
  const plain = await tinyCopy();
  const whole = await vectorOf(plain, {});
  const mean = whole.reduce((sum, number) => sum + number, 0) / whole.length;
  // The scale of a layer norm goes with scaling to length 1.
  const shifted = whole.slice(0, 16).map((number) => number - mean);
  const length = Math.hypot(...shifted);
  for (const cacheBytes of [0, 100_000]) {
    const cut = await vectorOf(plain, { repository: nomic, cacheBytes }, 16);
    // 1e-6: the rounding of float32 numbers below 1.
    for (const [index, number] of cut.entries()) expect(Math.abs(number - (shifted[index] ?? NaN) / length)).toBeLessThan(1e-6);
    expect([...(await vectorOf(plain, { repository: nomic, cacheBytes }))]).toEqual([...whole]);
  }
  await using embedder = await loadModel(plain, { ...here, repository: nomic });
  await using other = await loadModel(plain, here);
  expect((await embedder.info()).exits[0]?.space).not.toBe((await other.info()).exits[0]?.space);
});

test.each([0, 100_000])(
  "its cut vectors have a space of their own, and a query is cut as they are (cache of %i bytes)",
  async (cacheBytes) => {
    await using embedder = await loadModel(await tinyCopy(), { ...here, repository: nomic, dimensions: [64, 32, 16], cacheBytes });
    const texts = ["a cat", "a dog", "the sky over the sea"];
    const whole = await embedder.embed(texts);
    const cut = await embedder.embed(texts, { dimension: 16 });
    expect([cut.space, whole.space]).toEqual([`${whole.space}/layer-norm`, (await embedder.info()).exits.at(-1)?.space]);
    expect((await embedder.embed(texts, { dimension: 32 })).space).toBe(cut.space);
    const expected = await embedder.search("a cat", cut, { dimension: 16 });
    // Without a word of the cut, and with a wider one: the query goes through the layer norm, too.
    expect(await embedder.search("a cat", cut)).toMatchObject({ matches: expected.matches, dimension: 16, space: cut.space });
    expect((await embedder.search("a cat", cut, { dimension: 32 })).matches).toEqual(expected.matches);
    const odd = { space: cut.space, vectors: cut.vectors.map((vector) => vector.slice(0, 12)) };
    expect((await embedder.search("a cat", odd)).dimension).toBe(12);
    await expect(embedder.search("a cat", whole, { dimension: 16 })).rejects.toMatchObject({ code: "SPACE_MISMATCH" });
    await expect(loadModel(await tinyCopy(), { ...here, space: "ours/layer-norm" })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  },
);
