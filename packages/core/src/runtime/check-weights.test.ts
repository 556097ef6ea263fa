import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { memorySource } from "../model/files/memory-source.ts";
import { modelFiles } from "../model/graphs/model-files.ts";

const folder = new URL("../../../conformance/models/tiny-modernbert/onnx/layer-2/", import.meta.url);
const graph = readFileSync(new URL("model.onnx", folder));
const weights = readFileSync(new URL("model.onnx.data", folder));
const check = (files: Record<string, Uint8Array>) => modelFiles(memorySource(files, "a test")).checkGraph("onnx/model.onnx");

test("weights that are there and long enough are fine, longer ones too", async () => {
  await expect(check({ "onnx/model.onnx": graph, "onnx/model.onnx.data": weights })).resolves.toBeUndefined();
  await expect(check({ "onnx/model.onnx": graph, "onnx/model.onnx.data": Buffer.concat([weights, weights]) })).resolves.toBeUndefined();
});

test("weights that are not there", async () => {
  await expect(check({ "onnx/model.onnx": graph })).rejects.toMatchObject({
    code: "FILE_MISSING",
    details: { file: "onnx/model.onnx.data", where: "a test", neededBy: "onnx/model.onnx" },
  });
});

test("weights shorter than the graph says, by one byte", async () => {
  await expect(check({ "onnx/model.onnx": graph, "onnx/model.onnx.data": weights.subarray(0, -1) })).rejects.toMatchObject({
    code: "FILE_TRUNCATED",
    details: { file: "onnx/model.onnx.data", bytes: weights.length - 1, needed: weights.length, neededBy: "onnx/model.onnx" },
  });
});

test("a graph that is not there", async () => {
  await expect(check({})).rejects.toMatchObject({ code: "FILE_MISSING", details: { file: "onnx/model.onnx", where: "a test" } });
});
