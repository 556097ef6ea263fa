import { InferenceSession } from "@nestvec/onnxruntime";
import { memorySource, modelFiles } from "@nestvec/core";
import { expect, test } from "vitest";
import { delimited, encoderGraph, integer, text, type Bytes } from "../testing/raw-onnx.ts";

// What the check takes for the newest versions must be those of the ONNX Runtime that is built in: this fails when either is changed alone.

const passes = (graph: Bytes): Promise<boolean> =>
  modelFiles(memorySource({ "model.onnx": graph }))
    .checkGraph("model.onnx")
    .then(
      () => true,
      () => false,
    );

async function opens(graph: Bytes): Promise<boolean> {
  try {
    await (await InferenceSession.create(Buffer.from(graph), { logSeverityLevel: 4 })).release();
    return true;
  } catch {
    return false;
  }
}

const operatorSet = (domain: string, version: number): Bytes =>
  encoderGraph({ model: [delimited(8, text(1, domain), integer(2, version))] });

test.each([
  ["ONNX's operators", (version: number) => encoderGraph({ operatorSet: version }), 20, 40],
  ["ONNX's format", (version: number) => encoderGraph({ formatVersion: version }), 8, 20],
  ["ONNX Runtime's operators", (version: number) => operatorSet("com.microsoft", version), 1, 4],
  ["ONNX's operators of machine learning", (version: number) => operatorSet("ai.onnx.ml", version), 3, 9],
])("the versions of %s that pass are those that ONNX Runtime opens", async (_name, graphOf, first, last) => {
  for (let version = first; version <= last; version++) {
    const graph = graphOf(version);
    expect([version, await passes(graph)]).toEqual([version, await opens(graph)]);
  }
});
