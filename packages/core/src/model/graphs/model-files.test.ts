import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { FileSource } from "../../runtime/runtime.ts";
import { memorySource } from "../files/memory-source.ts";
import { modelFiles } from "./model-files.ts";

const folder = new URL("../../../../conformance/models/tiny-modernbert/onnx/layer-2/", import.meta.url);
const graph = readFileSync(new URL("model.onnx", folder));
const weights = readFileSync(new URL("model.onnx.data", folder));
const files = { "onnx/model.onnx": graph, "onnx/model.onnx.data": weights };
const sha256 = "0".repeat(64);

const manifest = (bytes: number) =>
  JSON.stringify({
    version: 1,
    files: {
      "onnx/model.onnx": { bytes, sha256, externalFiles: ["onnx/z.bin", "onnx/a/b.bin"] },
      "onnx/z.bin": { bytes: 7, sha256 },
      "onnx/a/b.bin": { bytes: 9, sha256 },
    },
  });

test("is the source, with its own this", async () => {
  class Source implements FileSource {
    readonly #inner = memorySource({ a: "text" });
    readonly name = "a source";
    size = (path: string) => this.#inner.size(path);
    read(path: string) {
      return this.#inner.read(path);
    }
    readSlice(path: string, start: number, end: number) {
      return this.#inner.readSlice(path, start, end);
    }
    locate(path: string) {
      return `${this.name}/${path}`;
    }
  }
  const model = modelFiles(new Source());
  expect(model.name).toBe("a source");
  expect(model.locate?.("a")).toBe("a source/a");
  expect([await model.size("a"), (await model.read("a")).length, (await model.readSlice("a", 0, 2)).length]).toEqual([4, 4, 2]);
  expect(modelFiles(memorySource({})).locate).toBeUndefined();
});

test("without a manifest, the graph says what it reads", async () => {
  expect(await modelFiles(memorySource(files)).externalFiles("onnx/model.onnx")).toEqual([
    { name: "model.onnx.data", path: "onnx/model.onnx.data", bytes: weights.length },
  ]);
});

test("with a manifest that lists the graph, the manifest does, and the graph is not read", async () => {
  const source = memorySource({ ...files, "nestvec-manifest.json": manifest(graph.length) });
  const unread = { ...source, readSlice: () => Promise.reject(new Error("read")) };
  expect(await modelFiles(unread).externalFiles("onnx/model.onnx")).toEqual([
    { name: "a/b.bin", path: "onnx/a/b.bin", bytes: 9 },
    { name: "z.bin", path: "onnx/z.bin", bytes: 7 },
  ]);
});

test("a graph that the manifest does not list is asked itself", async () => {
  const source = memorySource({ "other/m.onnx": graph, "nestvec-manifest.json": manifest(1) });
  expect(await modelFiles(source).externalFiles("other/m.onnx")).toMatchObject([{ path: "other/model.onnx.data" }]);
});

test("a graph shorter or longer than the manifest says, or not there", async () => {
  const short = memorySource({ ...files, "nestvec-manifest.json": manifest(graph.length + 1) });
  await expect(modelFiles(short).externalFiles("onnx/model.onnx")).rejects.toMatchObject({
    code: "FILE_TRUNCATED",
    details: { file: "onnx/model.onnx", bytes: graph.length, needed: graph.length + 1, neededBy: "the manifest" },
  });
  const long = memorySource({ ...files, "nestvec-manifest.json": manifest(graph.length - 1) });
  await expect(modelFiles(long).externalFiles("onnx/model.onnx")).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    details: { file: "nestvec-manifest.json", key: "files.onnx/model.onnx.bytes", found: String(graph.length - 1) },
  });
  const gone = memorySource({ "nestvec-manifest.json": manifest(1) }, "a test");
  await expect(modelFiles(gone).externalFiles("onnx/model.onnx")).rejects.toMatchObject({ code: "FILE_MISSING" });
});

test("each graph is looked at once", async () => {
  const source = memorySource(files);
  let reads = 0;
  const counting: FileSource = {
    ...source,
    readSlice: (path, start, end) => {
      reads += 1;
      return source.readSlice(path, start, end);
    },
  };
  const model = modelFiles(counting);
  await Promise.all([model.externalFiles("onnx/model.onnx"), model.externalFiles("onnx/model.onnx")]);
  await model.externalFiles("onnx/model.onnx");
  expect(reads).toBe(1);
});
