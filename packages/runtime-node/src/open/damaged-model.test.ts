import { cp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openModel, type FileSource } from "@nestvec/core";
import { expect, test } from "vitest";
import { after, sha256 } from "../platform/node-platform.ts";
import { directory } from "../files/directory.ts";
import { loadModel } from "./load-model.ts";
import { modelDirectory } from "../files/model-directory.ts";
import { nodeRuntime } from "../onnxruntime/node-runtime.ts";
import { failure, spacesOf, temporaryFolder, tiny, tinyCopy, vectorOf } from "../testing/model-copies.ts";

test("a missing or short weights file, and a graph cut short, are refused by name; when mended, the same embedder works", async () => {
  const folder = await tinyCopy();
  const weights = join(folder, "onnx", "layer-6", "model.onnx.data");
  const whole = await readFile(weights);
  await using embedder = await loadModel(folder);
  await truncate(weights, 1000);
  expect(await failure(embedder.embed(["hello"]))).toMatchObject({ code: "FILE_TRUNCATED", details: { bytes: 1000 } });
  await rm(weights);
  expect(await failure(embedder.embed(["hello"]))).toMatchObject({
    code: "FILE_MISSING",
    details: { file: "onnx/layer-6/model.onnx.data" },
  });
  await writeFile(weights, whole);
  expect((await embedder.embed(["hello"])).vectors).toHaveLength(1);
});

test("exits that were damaged before loading do not take the others down; when mended, the same embedder has them, too", async () => {
  const folder = await tinyCopy();
  const graph = join(folder, "onnx", "layer-2", "model.onnx");
  const weights = join(folder, "onnx", "layer-6", "model.onnx.data");
  const [wholeGraph, wholeWeights] = [await readFile(graph), await readFile(weights)];
  const spaces = await spacesOf(tiny);
  await truncate(graph, 9000);
  await rm(weights);

  await using embedder = await loadModel(folder);
  expect((await embedder.info()).exits).toMatchObject([
    { layer: 2, space: null, problem: expect.stringContaining('"onnx/layer-2/model.onnx" has 9,000 bytes') },
    { layer: 4, space: spaces[1] },
    { layer: 6, space: null, problem: expect.stringContaining('"onnx/layer-6/model.onnx.data" is missing') },
  ]);
  expect([...(await embedder.embed(["hello"], { layer: 4 })).data]).toEqual(await vectorOf(tiny, {}, 4));
  const truncated = { code: "FILE_TRUNCATED", details: { file: "onnx/layer-2/model.onnx", bytes: 9000 } };
  const missing = { code: "FILE_MISSING", details: { file: "onnx/layer-6/model.onnx.data", neededBy: "onnx/layer-6/model.onnx" } };
  expect(await failure(embedder.embed(["hello"], { layer: 2 }))).toMatchObject(truncated);
  expect(await failure(embedder.embed(["hello"]))).toMatchObject(missing);
  expect(await failure(embedder.embed([]))).toMatchObject(missing);
  await using other = await loadModel(tiny);
  expect(await failure(embedder.search("hello", await other.embed(["hello"])))).toMatchObject(missing);

  await writeFile(graph, wholeGraph);
  await writeFile(weights, wholeWeights);
  expect(await embedder.embed(["hello"], { layer: 2 })).toMatchObject({ space: spaces[0] });
  expect(await embedder.embed(["hello"])).toMatchObject({ space: spaces[2] });
  expect((await embedder.info()).exits.map(({ space }) => space)).toEqual(spaces);
});

test("a model of which no exit is whole does not load", async () => {
  const folder = await tinyCopy();
  for (const layer of [2, 4, 6]) await rm(join(folder, "onnx", `layer-${layer}`, "model.onnx.data"));
  expect(await failure(loadModel(folder))).toMatchObject({ code: "FILE_MISSING", details: { file: "onnx/layer-2/model.onnx.data" } });
});

test("exits that share a space need one another to be named, unless a manifest or the caller names them", async () => {
  const folder = join(await temporaryFolder(), "mini");
  await cp(await modelDirectory("nestvec-mini"), folder, { recursive: true });
  await rm(join(folder, "onnx", "to-layer-6.bin"));
  const missing = { code: "FILE_MISSING", details: { file: "onnx/to-layer-6.bin" } };
  const expected = await vectorOf("nestvec-mini", {}, 2);
  expect(await vectorOf(folder, {}, 2)).toEqual(expected);
  expect(await failure(vectorOf(folder))).toMatchObject(missing);
  await rm(join(folder, "nestvec-manifest.json"));
  const error = await failure(loadModel(folder));
  expect(error).toMatchObject(missing);
  expect(error.message).toContain("all layers share one space");
  expect(await vectorOf(folder, { space: "mine" }, 2)).toEqual(expected);
});

test("a file that is not the one that the manifest lists is refused", async () => {
  const folder = join(await temporaryFolder(), "mini");
  await cp(await modelDirectory("nestvec-mini"), folder, { recursive: true });
  const tokenizer = join(folder, "tokenizer.json");
  await writeFile(tokenizer, `${await readFile(tokenizer, "utf8")}\n`);
  expect(await failure(loadModel(folder))).toMatchObject({
    code: "CONFIG_INVALID",
    details: { file: "nestvec-manifest.json", key: "files.tokenizer.json.bytes" },
  });
});

test("a configuration that is not UTF-8 is refused, with the line", async () => {
  const folder = await tinyCopy();
  await writeFile(join(folder, "config.json"), Uint8Array.of(0x7b, 0x0a, 0xe4, 0x7d));
  expect(await failure(loadModel(folder))).toMatchObject({ code: "FILE_NOT_UTF8", details: { file: "config.json", line: 2 } });
});

test("tokenizer.json and the manifest are read once while a model is opened", async () => {
  const reads: string[] = [];
  const files = directory(await modelDirectory("nestvec-mini"));
  const source: FileSource = {
    ...files,
    read(path) {
      reads.push(path);
      return files.read(path);
    },
  };
  const store = { read: async () => undefined, write: async () => ({ kept: false }) };
  const platform = { runtime: nodeRuntime(), clock: () => performance.now(), after, digest: sha256, store };
  await using _ = await openModel(source, {}, platform);
  expect(reads.toSorted()).toEqual([...new Set(reads)].toSorted());
  expect(reads).toContain("tokenizer.json");
  expect(reads).toContain("nestvec-manifest.json");
});
