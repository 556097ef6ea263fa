import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { graphFile } from "../testing/graph-file.ts";
import { GraphFileError } from "../walk/graph-file-error.ts";
import { readGraphHeader } from "../header/graph-header.ts";

const models = new URL("../../../", import.meta.url);
const read = (bytes: Uint8Array) => readGraphHeader(graphFile(bytes));

test("a file that ends inside its graph says how long it should be", async () => {
  const graph = readFileSync(new URL("model-mini/onnx/model_layer_2.onnx", models));
  await expect(read(graph.subarray(0, 5000))).rejects.toMatchObject({
    name: "GraphFileError",
    needed: expect.toSatisfy((needed: number) => needed > 14_000 && needed <= graph.length),
  });
});

test.each([
  ["", "it is not an ONNX model"],
  ["<!DOCTYPE html><html></html>", "it is not an ONNX model"],
  ["Entry not found", "it is not an ONNX model"],
  ['{"error": "gone"}', "it is not an ONNX model"],
])("%j is no graph", async (content, problem) => {
  await expect(read(Buffer.from(content))).rejects.toMatchObject({ name: "GraphFileError", message: problem, needed: undefined });
});

test("a damaged graph never gives any error but our own", async () => {
  const whole = readFileSync(new URL("conformance/models/tiny-modernbert/onnx/layer-2/model.onnx", models));
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(damage, fc.integer({ min: 1, max: whole.length }), async (changes, length) => {
      const damaged = Uint8Array.from(whole.subarray(0, length));
      for (const [at, byte] of changes) if (at < length) damaged[at] = byte;
      const error: unknown = await read(damaged).then(
        () => undefined,
        (caught: unknown) => caught,
      );
      expect(error === undefined || error instanceof GraphFileError).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
