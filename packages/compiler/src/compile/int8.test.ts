import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cosineSimilarity } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { batchDifference, leastCosine } from "../testing/batch-difference.ts";
import { encoderSource } from "../testing/encoder-fixtures.ts";
import { compileAlone, failure, temporaryFolder, tinySource } from "../testing/sources.ts";
import { openStages, someIds, unit } from "../testing/stages.ts";
import { calibrationTexts } from "../search/calibration-texts.ts";
import type { CompiledModelReport } from "./compile-options.ts";

const here = { isolation: "none", cacheBytes: 0, schedule: { maxWaste: 1, paddedTokens: 20_000 } } as const;

describe("tiny-modernbert", () => {
  let folder = "";
  let report: CompiledModelReport;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nestvec-compiler-"));
    const source = await tinySource(join(folder, "source"));
    // Of 64 channels, each counts for much: the bound that large models reach is not one for it.
    report = await compileAlone(source, {
      out: join(folder, "int8"),
      compute: "int8",
      minCosine: 0.98,
      texts: calibrationTexts().slice(20, 60),
    });
    await compileAlone(source, { out: join(folder, "float32") });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("comes as near to float32 as was asked, which is said", async () => {
    expect(report.quantization?.cosine.minimum).toBeGreaterThanOrEqual(0.98);
    const texts = ["How many dolls are in a doll?", "Wie viele Puppen sind in einer Puppe?", "人形の中に人形がいくつありますか。"];
    await using float = await loadModel(join(folder, "float32"), here);
    await using whole = await loadModel(join(folder, "int8"), here);
    for (const layer of [2, 4, 6]) {
      const [expected, found] = [(await float.embed(texts, { layer })).vectors, (await whole.embed(texts, { layer })).vectors];
      for (const [index, vector] of expected.entries()) {
        const cosine = cosineSimilarity(vector, found[index] ?? new Float32Array());
        expect(cosine).toBeGreaterThan(0.98);
        // Products in float32 would give the same numbers.
        expect(cosine).toBeLessThan(0.999_999_9);
      }
    }
    const [spaces, floatSpaces] = [
      (await whole.info()).exits.map(({ space }) => space),
      (await float.info()).exits.map(({ space }) => space),
    ];
    expect(spaces).toEqual(floatSpaces.map((space) => `${space}/int8`));
    expect((await whole.info()).notes.at(-1)).toContain(
      `Its products are in int8: of ${report.quantization?.texts} texts, the least cosine to float32 is `,
    );
    const described = JSON.parse(await readFile(join(folder, "int8/nestvec.json"), "utf8")) as object;
    const { cosine, floatChannels, compatible } = report.quantization ?? expect.unreachable();
    expect(described).toMatchObject({
      compute: "int8",
      quantization: {
        weight_bits: 8,
        float_channels: floatChannels,
        compatible,
        cosine: { minimum: cosine.minimum, first_percentile: cosine.firstPercentile, mean: cosine.mean },
      },
    });
    expect(compatible).toBe(cosine.minimum >= 0.998);
  });

  test("nothing is left of what was tried, and weights are smaller", async () => {
    expect((await readdir(join(folder, "int8"))).filter((name) => name.startsWith(".") || name.includes("watched"))).toEqual([]);
    const float = (await readFile(join(folder, "float32/to-layer-6.bin"))).length;
    expect(report.files.find(({ path }) => path === "to-layer-6.bin")?.bytes).toBeLessThan(0.5 * float);
  });

  test("the embedding table is stored in int8, or as was asked, and one comparison covers it and the products", async () => {
    const small = (await readFile(join(folder, "int8/embeddings.bin"))).length;
    const float = (await readFile(join(folder, "float32/embeddings.bin"))).length;
    // The table is less than half of the file: the tables of positions beside it stay float32.
    expect(small).toBeLessThan(0.7 * float);
    expect(report.weights).toMatchObject({ storage: "int8", loss: null });
    const source = join(folder, "source");
    const options = {
      compute: "int8",
      minCosine: 0.98,
      texts: calibrationTexts().slice(20, 60),
      goldenVectors: false,
      layers: [2],
    } as const;
    const kept = await compileAlone(source, { ...options, out: join(folder, "kept"), weights: "float32" });
    expect((await readFile(join(folder, "kept/embeddings.bin"))).length).toBe(float);
    expect(kept.weights).toMatchObject({ storage: "float32", loss: null });
    await using embedder = await loadModel(join(folder, "kept"), here);
    expect((await embedder.info()).exits.map(({ space }) => space)).toEqual([expect.stringMatching(/\/int8$/)]);
  });

  test("published graphs are compared with the exits that are asked for in float32, and lend these their spaces, with an ending", async () => {
    const source = await tinySource(join(folder, "published"), { hasGraphs: true });
    const { layers, verification } = await compileAlone(source, {
      out: join(folder, "verified"),
      compute: "int8",
      minCosine: 0.98,
      texts: calibrationTexts().slice(20, 60),
      layers: [2, 6],
      verify: true,
    });
    expect(layers).toEqual([2, 6]);
    expect(verification?.map(({ layer }) => layer)).toEqual([2, 6]);
    // As of every model in float32 that is the published one.
    for (const { largestDifference } of verification ?? []) expect(largestDifference).toBeLessThanOrEqual(1e-5);
    await using published = await loadModel(source, here);
    await using compiled = await loadModel(join(folder, "verified"), here);
    const spaceAt = async (embedder: typeof published, layer: number): Promise<string> => (await embedder.embed([], { layer })).space;
    for (const { layer, space } of verification ?? []) {
      expect(space).toBe(await spaceAt(published, layer));
      expect(await spaceAt(compiled, layer)).toBe(`${space}/int8`);
    }
  });

  test("a text's vectors, alone and in any batch, are the same", async () => {
    const { cosine, largest } = await batchDifference(join(folder, "int8"), [2, 4, 6]);
    console.log(`tiny-modernbert in int8, alone and in batches: least cosine ${cosine}, largest difference ${largest}`);
    expect(cosine).toBeGreaterThanOrEqual(leastCosine);
  });

  test("the graphs for short and for long texts give one vector", async () => {
    const stages = await openStages(join(folder, "int8"));
    for (const length of [1, 40, 129, 513, 640]) {
      const [short, long] = [await stages.run("short", someIds(length)), await stages.run("long", someIds(length))];
      for (const [layer, vector] of short)
        expect(cosineSimilarity(unit(vector), unit(long.get(layer) ?? new Float32Array()))).toBeGreaterThanOrEqual(leastCosine);
    }
  });
});

test.each(["bert", "bert-relu-shards", "mpnet", "modernbert-linear"])(
  "%s: a text's vectors, alone and in any batch, are the same",
  async (name) => {
    const folder = await temporaryFolder();
    const out = join(folder, "out");
    const source = await encoderSource(name, join(folder, "source"));
    const texts = Array.from({ length: 16 }, (_, text) =>
      Array.from({ length: 3 + 5 * text }, (__, word) => `word${8 + ((text * 31 + word * word * 7) % 50)}`).join(" "),
    );
    const { quantization } = await compileAlone(source, {
      out,
      layers: [1, 2, 3],
      pooling: "mean",
      compute: "int8",
      minCosine: 0.95,
      texts,
    });
    const { cosine, largest } = await batchDifference(out, [1, 2, 3]);
    console.log(
      `${name} in int8: least cosine to float32 ${quantization?.cosine.minimum}; alone and in batches ${cosine}, largest difference ${largest}`,
    );
    expect(cosine).toBeGreaterThanOrEqual(leastCosine);
  },
);

test("vectors of the model in float32 are searched where that is allowed, and only those", async () => {
  const folder = await temporaryFolder();
  const source = await encoderSource("bert", join(folder, "source"));
  const texts = Array.from({ length: 24 }, (_, text) => `word${text + 8} word${text + 9} word${2 * text + 8}`);
  const options = { layers: [1, 3], pooling: "mean", goldenVectors: false } as const;
  await compileAlone(source, { ...options, out: join(folder, "float32") });
  const { quantization } = await compileAlone(source, { ...options, out: join(folder, "int8"), compute: "int8", minCosine: 0.99, texts });
  // With fewer float channels than 8 it would be no model whose vectors may be searched.
  expect(quantization?.compatible).toBe(true);
  await using float = await loadModel(join(folder, "float32"), here);
  await using small = await loadModel(join(folder, "int8"), here);
  const exits = (await small.info()).exits.map(({ layer, space, compatibleSpace }) => [layer, space, compatibleSpace]);
  const floatSpaces = (await float.info()).exits.map(({ space }) => space);
  expect(exits).toEqual([1, 3].map((layer, place) => [layer, `${floatSpaces[place]}/int8`, floatSpaces[place]]));
  const stored = await float.embed(texts, { layer: 3 });
  const refused = await failure(small.search(texts[5] ?? "", stored, { layer: 3 }));
  expect([refused.code, refused.message]).toEqual(["SPACE_MISMATCH", expect.stringContaining("unless allowCompatible is true")]);
  const { matches, space } = await small.search(texts[5] ?? "", stored, { layer: 3, topK: 1, allowCompatible: true });
  expect([matches[0]?.index, space]).toEqual([5, `${floatSpaces[1]}/int8`]);
  expect(matches[0]?.similarity).toBeGreaterThan(0.99);
  // Another exit's are not compatible, and a model in float32 has no compatible space.
  const other = await failure(small.search(texts[5] ?? "", await float.embed(texts, { layer: 1 }), { layer: 3, allowCompatible: true }));
  expect([other.code, other.message]).toEqual(["SPACE_MISMATCH", expect.not.stringContaining("allowCompatible")]);
  const back = await failure(float.search(texts[5] ?? "", await small.embed(texts, { layer: 3 }), { layer: 3, allowCompatible: true }));
  expect(back.code).toBe("SPACE_MISMATCH");
});

test("a model that comes not near enough is refused with the products that are farthest off, and nothing is left", async () => {
  const folder = await temporaryFolder();
  const source = await encoderSource("bert", join(folder, "source"));
  const texts = Array.from({ length: 16 }, (_, text) => `word${text + 8} word${text + 9} word${2 * text + 8}`);
  const work = compileAlone(source, {
    out: join(folder, "out"),
    layers: [2],
    pooling: "mean",
    compute: "int8",
    minCosine: 0.999_999_9,
    texts,
  });
  const error = await failure(work);
  expect(error.code).toBe("MODEL_NOT_QUANTIZABLE");
  expect(error.message).toMatch(/least cosine of 0\.\d{5} and a mean of 0\.\d{5}, where 0\.9999999 was asked for/);
  expect(error.message).toMatch(/the (attention|feed-forward) (input|output) of layer [12], alone 0\.\d{5}/);
  expect(await readdir(folder)).toEqual(["source"]);
});

test.each([
  [{ compute: "int4" }, `"compute" is the text "int4"; it must be "float32" or "int8"`],
  [{ minCosine: 0.9 }, `"minCosine" is 0.9; it must be left out without compute: "int8"`],
  [{ texts: ["a"] }, `left out without compute: "int8"`],
  [{ compute: "int8", minCosine: 1 }, `"minCosine" is 1; it must be a number above 0 and below 1`],
  [{ compute: "int8", texts: ["a"] }, "a list of at least 16 texts"],
])("options %j are refused", async (options, expected) => {
  const folder = await temporaryFolder();
  const source = await tinySource(join(folder, "source"));
  expect((await failure(compileAlone(source, { out: join(folder, "out"), ...(options as object) }))).message).toContain(expected);
});
