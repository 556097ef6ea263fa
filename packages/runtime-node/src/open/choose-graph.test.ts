import { copyFile, cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { failure, temporaryFolder, tiny, tinyCopy, vectorOf } from "../testing/model-copies.ts";
import { modelPlace } from "../files/model-place.ts";
import { loadModel } from "./load-model.ts";

const half = join(tiny, "onnx", "layer-6");
const full = join(tiny, "onnx-fp32", "layer-6");
const ofHalf = await vectorOf(half, { isolation: "none", pooling: "mean" });
const ofFull = await vectorOf(full, { isolation: "none", pooling: "mean" });

/** A model of one exit with tiny-modernbert's last layer in two forms; the names of graphs stay those of their weights. */
async function twoForms(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(join(tiny, "1_Pooling"), join(folder, "1_Pooling"), { recursive: true });
  for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json"]) await copyFile(join(tiny, name), join(folder, name));
  await cp(full, join(folder, "onnx"), { recursive: true });
  await rm(join(folder, "onnx", "config.json"), { force: true });
  await rm(join(folder, "onnx", "tokenizer.json"), { force: true });
  await mkdir(join(folder, "half"));
  for (const name of ["model.onnx", "model.onnx.data"]) await copyFile(join(half, name), join(folder, "half", name));
  await rename(join(folder, "half", "model.onnx"), join(folder, "half", "model_fp16.onnx"));
  return folder;
}

test("the two forms differ, so that a wrong choice would show", () => {
  expect(ofHalf).not.toEqual(ofFull);
});

test.each(["none", "thread", "process"] as const)("dtype and file choose a graph, with isolation %s", async (isolation) => {
  const folder = await twoForms();
  expect(await vectorOf(folder, { isolation })).toEqual(ofFull);
  expect(await vectorOf(folder, { isolation, dtype: "fp16" })).toEqual(ofHalf);
  if (isolation === "process") return;
  expect(await vectorOf(folder, { isolation, file: "half/model_fp16.onnx" })).toEqual(ofHalf);
  expect(await vectorOf(folder, { isolation, file: "model_fp16.onnx" })).toEqual(ofHalf);
  expect(await failure(loadModel(folder, { isolation, dtype: "q8" }))).toMatchObject({
    code: "GRAPH_UNAVAILABLE",
    details: { asked: 'dtype "q8"', available: ["half/model_fp16.onnx", "onnx/model.onnx"] },
  });
});

test("info() names the graphs in use and those that are not, and each form has a space of its own", async () => {
  const folder = await twoForms();
  const spaces = new Set<string | null>();
  for (const [dtype, used, unused] of [
    ["auto", "onnx/model.onnx", "half/model_fp16.onnx"],
    ["fp16", "half/model_fp16.onnx", "onnx/model.onnx"],
  ] as const) {
    await using embedder = await loadModel(folder, { isolation: "none", dtype });
    const { exits, notes, pooling } = await embedder.info();
    expect(exits).toMatchObject([{ layer: 6, graph: used }]);
    expect(notes).toContainEqual(expect.stringContaining(`not used: "${unused}"`));
    expect(pooling).toEqual({ pooling: "mean", from: "1_Pooling/config.json" });
    spaces.add(exits[0]?.space ?? null);
  }
  expect(spaces.size).toBe(2);
});

test("the path of a graph stands for the model around it, as a text or a URL", async () => {
  const folder = await twoForms();
  for (const graph of ["onnx/model.onnx", "half/model_fp16.onnx"]) {
    for (const given of [join(folder, graph), pathToFileURL(join(folder, graph))]) {
      await using embedder = await loadModel(given, { isolation: "none" });
      expect(await embedder.info()).toMatchObject({ source: folder, exits: [{ graph }], pooling: { from: "1_Pooling/config.json" } });
    }
  }
  const graph = join(folder, "half", "model_fp16.onnx");
  expect(await failure(loadModel(graph, { dtype: "fp32" }))).toMatchObject({ code: "ARGUMENT_INVALID", details: { argument: "dtype" } });
  expect(await failure(loadModel(graph, { file: "model.onnx" }))).toMatchObject({
    code: "ARGUMENT_INVALID",
    details: { argument: "file" },
  });
  expect(await failure(loadModel(join(folder, "tokenizer.json")))).toMatchObject({
    code: "ARGUMENT_INVALID",
    details: { argument: "model" },
  });
});

test("the path of a layer's graph is that exit of the whole model, or of the copy of its folder alone", async () => {
  await using whole = await loadModel(join(half, "model.onnx"), { isolation: "none" });
  expect(await whole.info()).toMatchObject({ source: tiny, name: "tiny-modernbert", exits: [{ layer: 6 }], missingLayers: [] });
  await using inExport = await loadModel(join(full, "model.onnx"), { isolation: "none" });
  const pooling = { from: "1_Pooling/config.json" };
  expect(await inExport.info()).toMatchObject({ source: tiny, exits: [{ layer: 6, graph: "onnx-fp32/layer-6/model.onnx" }], pooling });
  const copy = join(await temporaryFolder(), "layer-6");
  await cp(half, copy, { recursive: true });
  await using alone = await loadModel(join(copy, "model.onnx"), { isolation: "none" });
  expect(await alone.info()).toMatchObject({ source: copy, exits: [{ layer: 6, graph: "model.onnx" }] });
});

test("layers without model_config.json, one file of weights for all, by a contract in config.json", async () => {
  const folder = await tinyCopy();
  await rm(join(folder, "onnx", "model_config.json"));
  await rm(join(folder, "1_Pooling"), { recursive: true });
  await rm(join(folder, "onnx-fp32"), { recursive: true });
  const config = JSON.parse(await readFile(join(folder, "config.json"), "utf8")) as Record<string, unknown>;
  config["representation_contract"] = {
    version: 1,
    intermediate_normalization: "none",
    final_normalization: "final_norm",
    pooling: "attention_mask_mean",
    pooling_accumulation_dtype: "float32",
    truncate_before_l2_normalize: true,
  };
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  for (const layer of [2, 4, 6])
    expect(await vectorOf(folder, { isolation: "none" }, layer)).toEqual(await vectorOf(tiny, { isolation: "none" }, layer));
  await using embedder = await loadModel(folder, { isolation: "none" });
  expect(await embedder.info()).toMatchObject({
    exits: [{ layer: 2 }, { layer: 4 }, { layer: 6 }],
    dimensions: [64],
    sharedSpace: false,
    pooling: { pooling: "mean", from: "config.json: representation_contract" },
    notes: [expect.stringContaining("only the last layer's hidden states pass the final norm")],
  });
});

test("layers without model_config.json that read files of weights together", async () => {
  const folder = await temporaryFolder();
  const { folder: mini } = await modelPlace("nestvec-mini");
  await cp(mini, folder, { recursive: true });
  for (const name of ["onnx/model_config.json", "nestvec-manifest.json"]) await rm(join(folder, name));
  await using embedder = await loadModel(folder, { isolation: "none" });
  const layers = [2, 3, 4, 6];
  expect((await embedder.info()).exits).toMatchObject(
    layers.map((layer) => ({
      layer,
      graph: `onnx/model_layer_${layer}.onnx`,
      space: expect.stringMatching(new RegExp(`/layer-${layer}$`)),
    })),
  );
  for (const layer of layers) {
    const { data } = await embedder.embed(["hello"], { layer });
    expect([...data]).toEqual(await vectorOf("nestvec-mini", { isolation: "none" }, layer));
  }
});
