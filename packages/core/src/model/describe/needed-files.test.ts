import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { memorySource } from "../files/memory-source.ts";
import { neededFiles } from "./needed-files.ts";

const config = JSON.stringify({ hidden_size: 64, num_hidden_layers: 6, max_position_embeddings: 512 });
const tokenizer = { "tokenizer.json": "{}", "tokenizer_config.json": "{}" };

function tiny(): Record<string, Uint8Array> {
  const folder = fileURLToPath(new URL("../../../../conformance/models/tiny-modernbert", import.meta.url));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file.slice(folder.length + 1).replaceAll("\\", "/"), new Uint8Array(readFileSync(file))];
    }),
  );
}

test("a part of a model needs its graphs and their weights, and what is read of all", async () => {
  const { layers, paths, weights } = await neededFiles(memorySource(tiny()), { layers: [2, 6] });
  expect(layers).toEqual([2, 6]);
  expect(paths).toEqual([
    "1_Pooling/config.json",
    "config.json",
    "onnx/layer-2/model.onnx",
    "onnx/layer-6/model.onnx",
    "onnx/model_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
  ]);
  expect(await weights()).toEqual(["onnx/layer-2/model.onnx.data", "onnx/layer-6/model.onnx.data"]);
  await expect(neededFiles(memorySource(tiny()), { layers: [3] })).rejects.toMatchObject({ code: "LAYER_UNAVAILABLE" });
});

test("what was needed is enough: it is needed of itself, and nothing else", async () => {
  const all = tiny();
  const needed = await neededFiles(memorySource(all), { layers: [4] });
  const kept = [...needed.paths, ...(await needed.weights())];
  const part = memorySource(Object.fromEntries(kept.map((path) => [path, all[path] ?? ""])));
  const again = await neededFiles(part);
  expect([...again.paths, ...(await again.weights())]).toEqual(kept);
});

test("the weights of modules after the pooling come along, where they are", async () => {
  const modules = ["Transformer", "Pooling", "Dense"].map((name, index) => ({
    path: index === 0 ? "" : `${index}_${name}`,
    type: `sentence_transformers.models.${name}`,
  }));
  const files = {
    "config.json": config,
    ...tokenizer,
    "model.onnx": "",
    "modules.json": JSON.stringify(modules),
    "1_Pooling/config.json": '{"pooling_mode": "mean"}',
    "2_Dense/config.json": '{"in_features": 64, "out_features": 32}',
  };
  const inside = (await neededFiles(memorySource(files))).paths;
  expect(inside).toEqual(Object.keys(files).toSorted());
  const weights = "2_Dense/model.safetensors";
  expect((await neededFiles(memorySource({ ...files, [weights]: "" }))).paths).toEqual([...inside, weights].toSorted());
});

test("dtype and file choose the graph; quality table and manifest come along", async () => {
  const graphs = { "onnx/model.onnx": "fp32", "onnx/model_fp16.onnx": "fp16", "onnx/model_O3.onnx": "O3" };
  const quality = '{"a table": {"6": {"64": 80}}}';
  const source = memorySource({ "config.json": config, ...tokenizer, ...graphs, "quality.json": quality, "model.safetensors": "weights" });
  const common = ["config.json", "quality.json", "tokenizer.json", "tokenizer_config.json"];
  const pathsOf = async (options: Parameters<typeof neededFiles>[1]) => (await neededFiles(source, options)).paths;
  expect(await pathsOf({})).toEqual([...common, "onnx/model.onnx"].toSorted());
  expect(await pathsOf({ dtype: "fp16" })).toEqual([...common, "onnx/model_fp16.onnx"].toSorted());
  expect(await pathsOf({ file: "model_O3.onnx" })).toEqual([...common, "onnx/model_O3.onnx"].toSorted());

  const listed = { bytes: 4, sha256: "0".repeat(64) };
  const files = { "model.onnx": { ...listed, externalFiles: ["model.bin"] }, "model.bin": listed, "other.bin": listed };
  const manifest = JSON.stringify({ version: 1, files });
  const described = memorySource({ "config.json": config, ...tokenizer, "model.onnx": "fp32", "nestvec-manifest.json": manifest });
  const { paths, weights } = await neededFiles(described);
  expect(paths).toContain("nestvec-manifest.json");
  expect(await weights()).toEqual(["model.bin"]);
});
