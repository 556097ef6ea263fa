import { hash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine, type Runtime } from "@nestvec/core";
import { after, directory, loadModel, nodeRuntime, verifyModel } from "@nestvec/runtime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileAlone, failure, largestDifference, temporaryFolder, tinySource } from "../testing/sources.ts";
import { someIds } from "../testing/stages.ts";
import { openTensors } from "../weights/source-tensors.ts";

let folder = "";
let compiled = "";
/** The weights of the final norm. */
let scale = new Float32Array();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-compiler-"));
  compiled = join(folder, "compiled");
  await compileAlone(await tinySource(join(folder, "source")), { out: compiled });
  const tensors = await openTensors(directory(join(folder, "source")), "");
  scale = (await tensors.find("final_norm.weight")?.read(0, 64)) ?? scale;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const here = { isolation: "none", cacheBytes: 0 } as const;
async function spaces(model: string): Promise<readonly (string | null)[]> {
  await using embedder = await loadModel(model, here);
  return (await embedder.info()).exits.map(({ space }) => space);
}
/** The vectors of two texts whose prompt is `query: `. */
async function prompted(model: string): Promise<Float32Array> {
  await using embedder = await loadModel(model, { ...here, prompts: { query: "query: " } });
  return (await embedder.embed(["hello", "a longer one"], { prompt: "query", layer: 6 })).data;
}
/** A copy of the compiled model to spoil. */
async function copy(): Promise<string> {
  const to = join(await temporaryFolder(), "copy");
  await cp(compiled, to, { recursive: true });
  return to;
}

test("a compiled model says what its source says", async () => {
  await using embedder = await loadModel(compiled, here);
  expect(await embedder.info()).toMatchObject({
    name: "tiny-modernbert",
    exits: [2, 4, 6].map((layer) => ({ layer, graph: `to-layer-${layer}.short.onnx` })),
    missingLayers: [],
    width: 64,
    sharedSpace: false,
    maxTokens: 2048,
    pooling: { pooling: "mean", from: "nestvec.json" },
    notes: [expect.stringMatching(/^The model was compiled by @nestvec\/compiler \S+, and not compared with published graphs\.$/)],
  });
});

test("what a model's vectors are called depends on what it was compiled from, not on its exits or graphs", async () => {
  const other = join(await temporaryFolder(), "other");
  await compileAlone(join(folder, "source"), { out: other, layers: [4, 6] });
  const all = await spaces(compiled);
  expect(all[1]).toMatch(/^tiny-modernbert-[0-9a-f]{16}\/layer-4$/);
  expect(await spaces(other)).toEqual(all.slice(1));
});

test("all that a compiled model holds is verified", async () => {
  expect(await verifyModel(compiled)).toMatchObject({ isRight: true, absent: [], withoutDigest: ["nestvec-manifest.json"] });
  const spoilt = await copy();
  const file = join(spoilt, "to-layer-4.bin");
  const bytes = await readFile(file);
  bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  await writeFile(file, bytes);
  const wrong = (await verifyModel(spoilt)).parts.filter(({ problem }) => problem !== undefined);
  expect(wrong).toMatchObject([{ what: "digest", part: "to-layer-4.bin" }]);
});

test("exits whose stages are not all there are missing", async () => {
  const part = await copy();
  await rm(join(part, "to-layer-4.short.onnx"));
  await using embedder = await loadModel(part, here);
  expect(await embedder.info()).toMatchObject({ exits: [{ layer: 2 }], missingLayers: [4, 6] });
  expect((await failure(embedder.embed(["hello"], { layer: 6 }))).code).toBe("LAYER_UNAVAILABLE");
  expect((await embedder.embed(["hello"], { layer: 2 })).layer).toBe(2);
  await rm(join(part, "to-layer-2.long.onnx"));
  expect((await failure(loadModel(part, here))).message).toContain('"to-layer-2.long.onnx" is missing');
});

test("weights cut short are an error of the exits that read them", async () => {
  const part = await copy();
  await truncate(join(part, "to-layer-4.bin"), 1000);
  await using embedder = await loadModel(part, here);
  expect((await failure(embedder.embed(["hello"], { layer: 6 }))).code).toBe("FILE_TRUNCATED");
  expect((await embedder.embed(["hello"], { layer: 2 })).layer).toBe(2);
});

test.each<[Record<string, unknown>, string]>([
  [{ format_version: 2 }, `"format_version" is 2; it must be 1`],
  [{ stages: [] }, `"stages" is an empty list`],
  [{ stages: [{ layer: 2, short: "../a.onnx", long: "b.onnx" }] }, `"stages.0.short"`],
  [{ stages: [{ layer: 2, short: "a.bin", long: "b.onnx" }] }, "the path of a graph"],
  [{ available_layers: [2, 6] }, `"stages" is 2, 4, 6; it must be one stage for each of available_layers, 2, 6`],
  [{ long_from: 0 }, `"long_from" is 0`],
  [{ pooled_by: "median" }, `"pooled_by"`],
  [{ source_digest: undefined }, `"source_digest" is missing`],
])("a description with %j is refused", async (changes, expected) => {
  const spoilt = await copy();
  const file = join(spoilt, "nestvec.json");
  await writeFile(file, JSON.stringify({ ...(JSON.parse(await readFile(file, "utf8")) as object), ...changes }));
  expect((await failure(loadModel(spoilt, here))).message).toContain(expected);
});

test("there is nothing to choose among the graphs of a compiled model", async () => {
  expect((await failure(loadModel(compiled, { ...here, dtype: "q8" }))).message).toContain("left out for a compiled model");
  expect((await failure(loadModel(compiled, { ...here, file: "a.onnx" }))).message).toContain("left out for a compiled model");
});

test("texts for the graphs of long texts run alone, others together", async () => {
  await using embedder = await loadModel(compiled, { ...here, schedule: { paddedTokens: 8192, maxWaste: 1 } });
  const lengths = [512, 600, 400, 513, 2048];
  await embedder.embed(lengths.map(someIds), { layer: 2 });
  expect((await embedder.stats()).batchesByTexts).toEqual({ 1: 3, 2: 1 });
});

const digest = async (bytes: Uint8Array): Promise<string> => hash("sha256", bytes);

test("the graphs of a family are opened with the first text that they are for", async () => {
  const runtime = nodeRuntime({ threads: 1 });
  const opened: string[] = [];
  const counting: Runtime = {
    ...runtime,
    open(files, graph, work) {
      opened.push(work?.isBounded === true ? graph : `${graph}, not bounded`);
      return runtime.open(files, graph, work);
    },
  };
  const engine = await openEngine(directory(compiled), {}, { runtime: counting, clock: () => performance.now(), after, digest });
  const embed = async (...lengths: readonly number[]): Promise<readonly string[]> => {
    const texts = lengths.map(someIds);
    await engine.embed({ texts, prompt: "", layer: 4, dimension: 64, normalize: true });
    return opened.splice(0);
  };
  expect(await embed(600)).toEqual(["embed.onnx, not bounded", "to-layer-2.long.onnx, not bounded", "to-layer-4.long.onnx, not bounded"]);
  expect(await embed(100, 700)).toEqual(["to-layer-2.short.onnx", "to-layer-4.short.onnx"]);
  expect(await embed(600, 20)).toEqual([]);
  await engine.dispose();
});

test("tokens have the vectors that a text's is the mean of, and another pooling is done by the engine", async () => {
  for (const length of [40, 600]) {
    await using embedder = await loadModel(compiled, here);
    const ids = someIds(length);
    const pooled = await embedder.embed([ids], { layer: 4, normalize: false });
    const [tokens = new Float32Array()] = (await embedder.embedTokens([ids], { layer: 4 })).tokenVectors;
    expect(tokens).toHaveLength(64 * length);
    const vectors = Array.from({ length }, (_, token) => tokens.subarray(64 * token, 64 * (token + 1)));
    const at = (of: (column: readonly number[]) => number): readonly number[] =>
      Array.from({ length: 64 }, (_, column) => of(vectors.map((vector) => vector[column] ?? Number.NaN)));
    const mean = at((column) => column.reduce((sum, number) => sum + number, 0) / length);
    // Sums of float32 in another order, of numbers up to 10.
    expect(largestDifference(pooled.data, mean)).toBeLessThan(2e-6);
    await using other = await loadModel(compiled, { ...here, pooling: "max" });
    const largest = await other.embed([ids], { layer: 4, normalize: false });
    expect(
      largestDifference(
        largest.data,
        at((column) => Math.max(...column)),
      ),
    ).toBe(0);
  }
});

test("a prompt that the pooling leaves out is left out by a compiled model, too", async () => {
  const place = await temporaryFolder();
  const source = await tinySource(join(place, "source"), { hasGraphs: true });
  const pooling = { word_embedding_dimension: 64, pooling_mode_mean_tokens: true, include_prompt: false };
  await writeFile(join(source, "1_Pooling/config.json"), JSON.stringify(pooling));
  await compileAlone(source, { out: join(place, "out") });
  // The published graph and the compiled one are each within 2e-6 of the reference.
  expect(largestDifference(await prompted(join(place, "out")), await prompted(source))).toBeLessThan(4e-6);
});

test("where the contract says so, exits pass the final norm, and the next stage goes on from before it", async () => {
  const place = await temporaryFolder();
  const source = await tinySource(join(place, "source"));
  const config = JSON.parse(await readFile(join(source, "config.json"), "utf8")) as object;
  const contract = {
    version: 1,
    final_normalization: "final_norm",
    intermediate_normalization: "final_norm",
    pooling: "attention_mask_mean",
    pooling_accumulation_dtype: "float32",
    truncate_before_l2_normalize: true,
  };
  await writeFile(join(source, "config.json"), JSON.stringify({ ...config, representation_contract: contract }));
  await compileAlone(source, { out: join(place, "out") });
  await using plain = await loadModel(compiled, here);
  await using normalized = await loadModel(join(place, "out"), here);
  for (const length of [30, 600]) {
    const ids = [someIds(length)];
    const last = { layer: 6 } as const;
    expect(largestDifference((await normalized.embed(ids, last)).data, (await plain.embed(ids, last)).data)).toBe(0);
    const { tokenVectors } = await normalized.embedTokens(ids, { layer: 4 });
    expect(largestDifference(tokenVectors[0] ?? [], finalNorm((await plain.embedTokens(ids, { layer: 4 })).tokenVectors[0]))).toBeLessThan(
      1e-5,
    );
  }
});

/** The final norm of tiny-modernbert, over each token's vector. */
function finalNorm(vectors: Float32Array = new Float32Array()): readonly number[] {
  const rows = Array.from({ length: vectors.length / 64 }, (_, row) => Array.from(vectors.subarray(64 * row, 64 * (row + 1))));
  return rows.flatMap((row) => {
    const mean = row.reduce((sum, number) => sum + number, 0) / 64;
    const variance = row.reduce((sum, number) => sum + (number - mean) ** 2, 0) / 64;
    return row.map((number, index) => ((number - mean) / Math.sqrt(variance + 1e-5)) * (scale[index] ?? Number.NaN));
  });
}
