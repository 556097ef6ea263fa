import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { NestvecError } from "../errors/nestvec-error.ts";
import { memorySource } from "../model/memory-source.ts";
import type { FileSource } from "../runtime/runtime.ts";
import { readGraphHeader } from "./graph-header.ts";

const models = new URL("../../../", import.meta.url);
const externalFilesOf = async (source: FileSource, graph: string) => (await readGraphHeader(source, graph)).externalFiles;
const read = (bytes: Uint8Array, graph: string) => externalFilesOf(memorySource({ [graph]: bytes }, "a test"), graph);

test("a graph that is not there", async () => {
  await expect(externalFilesOf(memorySource({}, "a test"), "m.onnx")).rejects.toMatchObject({
    code: "FILE_MISSING",
    details: { file: "m.onnx", where: "a test" },
  });
});

test("a file that ends inside its graph says how long it should be", async () => {
  const graph = readFileSync(new URL("model-mini/onnx/model_layer_2.onnx", models));
  await expect(read(graph.subarray(0, 5000), "m.onnx")).rejects.toMatchObject({
    code: "FILE_TRUNCATED",
    details: {
      file: "m.onnx",
      bytes: 5000,
      needed: expect.toSatisfy((needed: number) => needed > 14_000 && needed <= graph.length),
      neededBy: "its own header",
    },
  });
});

test.each([
  ["", "it is not an ONNX model"],
  ["<!DOCTYPE html><html></html>", "it is not an ONNX model"],
  ["Entry not found", "it is not an ONNX model"],
  ['{"error": "gone"}', "it is not an ONNX model"],
  [
    "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 14210\n",
    "it is a Git LFS pointer, not the graph itself; fetch it with git lfs pull",
  ],
])("%j is no graph", async (content, problem) => {
  await expect(externalFilesOf(memorySource({ "m.onnx": content }), "m.onnx")).rejects.toMatchObject({
    code: "GRAPH_INVALID",
    details: { graph: "m.onnx", problem },
  });
});

test("a damaged graph never gives any error but our own", async () => {
  const whole = readFileSync(new URL("conformance/models/tiny-modernbert/onnx/layer-2/model.onnx", models));
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(damage, fc.integer({ min: 1, max: whole.length }), async (changes, length) => {
      const damaged = Uint8Array.from(whole.subarray(0, length));
      for (const [at, byte] of changes) if (at < length) damaged[at] = byte;
      const error: unknown = await read(damaged, "m.onnx").then(
        () => undefined,
        (caught: unknown) => caught,
      );
      expect(error === undefined || NestvecError.is(error)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
