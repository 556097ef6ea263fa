import { initializer, onnxModel } from "@nestvec/onnx/writer";
import { expect, test } from "vitest";
import { memorySource } from "../files/memory-source.ts";
import { readGraphHeader } from "./graph-header.ts";

const graph = "onnx/layer-6/model.onnx";
const read = (bytes: Uint8Array | string) => readGraphHeader(memorySource({ [graph]: bytes }, "a test"), graph);
const withWeights = (...locations: readonly string[]): Uint8Array =>
  onnxModel({
    nodes: [],
    initializers: locations.map((location) => initializer("w", [1], "float32", { location, offset: 4, length: 4 })),
    inputs: [],
    outputs: [],
  });

test("weights have the graph's own names, and tidied paths from the model's root", async () => {
  expect((await read(withWeights("./w.bin", "sub/a.bin"))).externalFiles).toEqual([
    { name: "./w.bin", path: "onnx/layer-6/w.bin", bytes: 8 },
    { name: "sub/a.bin", path: "onnx/layer-6/sub/a.bin", bytes: 8 },
  ]);
});

test.each(["../w.bin", "/etc/passwd"])("weights in %s are refused", async (location) => {
  await expect(read(withWeights(location))).rejects.toMatchObject({
    code: "GRAPH_INVALID",
    details: { graph, problem: `it reads weights from ${JSON.stringify(location)}, which is not in its own folder` },
  });
});

test("a graph that is not there, is none, or was cut short", async () => {
  await expect(readGraphHeader(memorySource({}, "a test"), graph)).rejects.toMatchObject({
    code: "FILE_MISSING",
    details: { file: graph, where: "a test" },
  });
  await expect(read("<html>")).rejects.toMatchObject({ code: "GRAPH_INVALID", details: { graph, problem: "it is not an ONNX model" } });
  const whole = withWeights("w.bin");
  await expect(read(whole.subarray(0, -1))).rejects.toMatchObject({
    code: "FILE_TRUNCATED",
    details: { file: graph, bytes: whole.length - 1, needed: whole.length, neededBy: "its own header" },
  });
});
