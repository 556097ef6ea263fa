import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { cosineSimilarity } from "@nestvec/core";
import { readGraphModel } from "@nestvec/onnx/editor";
import { node, onnxModel, value } from "@nestvec/onnx/writer";
import { loadModel } from "@nestvec/runtime-node";
import { expect, test } from "vitest";
import { calibrationTexts } from "../search/calibration-texts.ts";
import { batchDifference, leastCosine } from "../testing/batch-difference.ts";
import { writeGraphModel, type ProductExport } from "../testing/graph-model.ts";
import { compileAlone, failure, temporaryFolder, tinySource } from "../testing/sources.ts";
import { quantizeModel } from "./quantize-model.ts";

const utf8 = { encode: (text: string) => Buffer.from(text), decode: (bytes: Uint8Array) => Buffer.from(bytes).toString() };
const here = { isolation: "none", cacheBytes: 0 } as const;
const texts = ["How many dolls are in a doll?", "Wie viele Puppen sind in einer Puppe?", "人形の中に人形がいくつありますか。"];

/** Texts of the small model's words. */
const words = Array.from({ length: 24 }, (_, text) =>
  Array.from({ length: 2 + (text % 9) }, (__, word) => `word${8 + ((text * 31 + word * word * 7) % 50)}`).join(" "),
);

/** A published model of 2D-Matryoshka exits, with the graphs of one folder of the reference model. */
async function tinyPublished(graphs: "onnx" | "onnx-fp32"): Promise<string> {
  const folder = join(await temporaryFolder(), "tiny");
  const from = fileURLToPath(new URL("tiny-modernbert", referenceModels));
  await cp(from, folder, { recursive: true, filter: (path) => !/onnx(-fp32)?$/.test(path) && !path.endsWith("golden.json") });
  await cp(join(from, graphs), join(folder, "onnx"), { recursive: true });
  return folder;
}

const operatorsOf = async (graph: string): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  for (const { operator } of readGraphModel(await readFile(graph), utf8).nodes) counts.set(operator, (counts.get(operator) ?? 0) + 1);
  return counts;
};

test.each(["onnx", "onnx-fp32"] as const)(
  "exits of a published model (%s) come as near to float32 as was asked, in their spaces",
  async (graphs) => {
    const source = await tinyPublished(graphs);
    await writeFile(join(source, "quality.json"), JSON.stringify({ pairs: { 2: { 64: 70 } } }));
    const out = join(await temporaryFolder(), "int8");
    const { layers, quantization } = await quantizeModel(source, { out, minCosine: 0.98, texts: calibrationTexts().slice(20, 60) });
    expect(layers).toEqual([2, 4, 6]);
    expect(quantization.cosine.minimum).toBeGreaterThanOrEqual(0.98);
    await using float = await loadModel(source, here);
    await using whole = await loadModel(out, here);
    for (const layer of layers) {
      const [expected, found] = [(await float.embed(texts, { layer })).vectors, (await whole.embed(texts, { layer })).vectors];
      for (const [index, vector] of expected.entries()) {
        const cosine = cosineSimilarity(vector, found[index] ?? new Float32Array());
        expect(cosine).toBeGreaterThan(0.98);
        // Products in float32 would give the same numbers.
        expect(cosine).toBeLessThan(0.999_999_9);
      }
    }
    const [floatInfo, info] = [await float.info(), await whole.info()];
    // What was measured of other vectors is not said of these.
    expect([floatInfo.quality.tables.length, info.quality.tables.length]).toEqual([1, 0]);
    expect(info.exits.map(({ space }) => space)).toEqual(floatInfo.exits.map(({ space }) => `${space}/int8`));
    expect(info.identity).toBe(`${floatInfo.identity}/int8`);
    expect(info.notes).toContain(
      `Its products are in int8: of ${quantization.texts} texts, the least cosine to float32 is ${quantization.cosine.minimum.toFixed(5)}, the mean ${quantization.cosine.mean.toFixed(5)}.`,
    );
    const { cosine } = await batchDifference(out, layers);
    expect(cosine).toBeGreaterThanOrEqual(leastCosine);
    // Weights stay in their own files, and what several graphs share has one scale for each row.
    const operators = await operatorsOf(join(out, "onnx/layer-6/model.onnx"));
    expect(operators.get("MatMulIntegerToFloat")).toBe(24);
    expect([...operators.keys()].filter((operator) => operator.startsWith("DynamicQuantize"))).toEqual([]);
    const sizes = await Promise.all(
      [source, out].map(async (folder) => (await readFile(join(folder, "onnx/layer-6/model.onnx.data"))).length),
    );
    expect(sizes[1]).toBeLessThan(sizes[0] ?? 0);
    expect(await readFile(join(out, "tokenizer.json"))).toEqual(await readFile(join(source, "tokenizer.json")));
    const described = JSON.parse(await readFile(join(out, "nestvec.json"), "utf8")) as object;
    expect(described).toMatchObject({
      layout: "published",
      compute: "int8",
      quantization: { compatible: quantization.compatible, weight_bits: 8 },
    });
  },
);

test.each<[ProductExport, number]>([
  ["gemm", 13],
  ["gemm transposed", 18],
  ["transposed", 11],
  ["constants", 18],
  ["shared", 17],
  ["float16 weights", 18],
  ["float16", 18],
])("a model with its products as %s, in version %i of ONNX's operators", async (form, operatorSet) => {
  const folder = await temporaryFolder();
  const source = await writeGraphModel(folder, form, operatorSet);
  const out = join(await temporaryFolder(), "int8");
  const { quantization, sourceBytes } = await quantizeModel(source, { out, pooling: "mean", minCosine: 0.998, texts: words });
  await using float = await loadModel(source, { ...here, pooling: "mean" });
  await using whole = await loadModel(out, { ...here, pooling: "mean" });
  const [expected, found] = [(await float.embed(words)).vectors, (await whole.embed(words)).vectors];
  const cosines = expected.map((vector, text) => cosineSimilarity(vector, found[text] ?? new Float32Array()));
  expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.998);
  expect(Math.min(...cosines)).toBeLessThan(0.999_999_9);
  expect(Math.min(...cosines)).toBeCloseTo(quantization.cosine.minimum, 6);
  const operators = await operatorsOf(join(out, "model.onnx"));
  expect(operators.get("MatMulIntegerToFloat")).toBe(form === "shared" ? 4 : 2);
  // Nothing is left of the float32 products and what led to their weights.
  for (const gone of ["MatMul", "Transpose", "Constant"]) expect(operators.get(gone) ?? 0, gone).toBe(0);
  // The table stays: 60 of the rows of 32.
  expect((await readFile(join(out, "model.onnx"))).length).toBeLessThan(
    sourceBytes * (form === "float16" || form === "float16 weights" ? 1.2 : 0.8),
  );
  const alone = await Promise.all(words.map(async (text) => (await whole.embedOne(text)).vector));
  for (const [text, vector] of alone.entries())
    expect(cosineSimilarity(vector, found[text] ?? new Float32Array())).toBeGreaterThanOrEqual(leastCosine);
});

test("a model that comes not near enough is refused with the product that is farthest off, and nothing is left", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "source"));
  const source = await writeGraphModel(join(folder, "source"), "gemm");
  const error = await failure(quantizeModel(source, { out: join(folder, "out"), pooling: "mean", minCosine: 0.999_999_99, texts: words }));
  expect(error.code).toBe("MODEL_NOT_QUANTIZABLE");
  expect(error.message).toMatch(/least cosine of 0\.\d{5} and a mean of [01]\.\d{5}, where 0\.99999999 was asked for/);
  expect(error.message).toMatch(/The farthest off is the product "layer\.0\.(up|down)\.out" of layer 1, alone 0\.\d{5}/);
  expect(await readdir(folder)).toEqual(["source"]);
});

test("work that is stopped leaves nothing", async () => {
  const source = await tinyPublished("onnx-fp32");
  const folder = await temporaryFolder();
  const abort = new AbortController();
  const steps: string[] = [];
  const work = quantizeModel(source, {
    out: join(folder, "out"),
    minCosine: 0.98,
    signal: abort.signal,
    onProgress({ step, part }) {
      steps.push(part);
      if (step === "quantizing" && part === "0 float channels") abort.abort();
    },
  });
  expect((await failure(work)).code).toBe("ABORTED");
  expect(steps).toContain("0 float channels");
  expect(await readdir(folder)).toEqual([]);
});

test("what is quantized, compiled, static or of no product is refused, and told what would be right", async () => {
  const folder = await temporaryFolder();
  const out = join(folder, "out");
  const int8 = join(folder, "int8");
  await mkdir(join(folder, "source"));
  const source = await writeGraphModel(join(folder, "source"), "gemm");
  await quantizeModel(source, { out: int8, pooling: "mean", texts: words });
  expect((await failure(quantizeModel(int8, { out, pooling: "mean" }))).message).toContain(
    "a model in int8 already; it must be the float32 one",
  );
  expect((await failure(quantizeModel(source, { out: int8, pooling: "mean" }))).message).toContain("nothing is written over");

  const compiled = join(folder, "compiled");
  await compileAlone(await tinySource(join(folder, "tiny")), { out: compiled });
  expect((await failure(quantizeModel(compiled, { out }))).message).toContain("nestvec compile --compute int8");
  const statical = fileURLToPath(new URL("tiny-static", referenceModels));
  expect((await failure(quantizeModel(statical, { out }))).message).toContain("a static model, which computes no products");

  const graphOf = async (operator: string, inputs: readonly string[], outputs: readonly string[], operatorSet = 18): Promise<string> => {
    const graph = {
      nodes: [
        node("Cast", ["input_ids"], ["x"], { to: 1 }),
        node(operator, inputs, outputs),
        node("Identity", [outputs[0] ?? ""], ["last_hidden_state"]),
      ],
      initializers: [],
      inputs: [value("input_ids", "int64", ["rows", "tokens"])],
      outputs: [value("last_hidden_state", "float32", ["rows", "tokens", 32])],
    };
    const own = join(folder, `${operator}-${operatorSet}`);
    await cp(source, own, { recursive: true });
    await writeFile(join(own, "model.onnx"), onnxModel(graph, { operatorSet }));
    return own;
  };
  const problem = async (own: string): Promise<string> => (await failure(quantizeModel(own, { out, pooling: "mean" }))).message;
  expect(await problem(await graphOf("DynamicQuantizeLinear", ["x"], ["q", "s", "z"]))).toMatch(
    /quantized already \(its operator DynamicQuantizeLinear\)\. Take the graph in float32, mostly model\.onnx/,
  );
  expect(await problem(await graphOf("Relu", ["x"], ["y"]))).toContain("no product with a constant matrix");
  expect(await problem(await graphOf("Relu", ["x"], ["y"], 9))).toContain("version 9 of ONNX's operators, and int8 products need 11");
  expect(await readdir(folder)).not.toContain("out");
});

test.each([
  [{ minCosine: 1 }, `"minCosine" is 1; it must be a number above 0 and below 1`],
  [{ texts: ["a"] }, "a list of at least 16 texts"],
  [{ out: "" }, `"out"`],
  [{ compute: "int8" }, `"compute"`],
])("options %j are refused", async (options, expected) => {
  const folder = await temporaryFolder();
  const work = quantizeModel(folder, { out: join(folder, "out"), ...(options as object) });
  expect((await failure(work)).message).toContain(expected);
});
