import { expect, test } from "vitest";
import type { ModelVectors } from "./model-vectors.ts";
import { storageLoss } from "./storage-loss.ts";

/** A model of one exit, which gives unit vectors of two numbers at these angles. */
const model = (...angles: readonly number[]): ModelVectors => ({
  info: { exits: [{ layer: 6, graph: "to-layer-6.short.onnx", space: "a" }] } as unknown as ModelVectors["info"],
  texts: angles.map(String),
  exits: new Map([[6, { vectors: angles.map((angle) => Float32Array.of(Math.cos(angle), Math.sin(angle))), tokens: angles.map(() => 1) }]]),
});

test("what an exit loses is the worst of its texts", () => {
  const [loss, ...others] = storageLoss(model(0, 1), model(0.01, 1), "int8");
  expect(others).toEqual([]);
  expect(loss?.layer).toBe(6);
  expect(loss?.leastCosine).toBeCloseTo(Math.cos(0.01), 6);
  expect(loss?.largestDifference).toBeCloseTo(Math.sin(0.01), 6);
});

// A cosine of 0.9998 is that of an angle of 0.02, 0.99 of 0.1414.
test.each([
  ["float16", 0.02, "other vectors than in float32: the least cosine is 0.9998, and 0.9999 is needed. Weights in float32 lose less"],
  ["int8", 0.15, "other vectors than in float32: the least cosine is 0.9888, and 0.99 is needed. Weights in float16 or float32 lose less"],
] as const)("vectors that are others with weights in %s are an error", (storage, angle, expected) => {
  expect(() => storageLoss(model(0, 1), model(0, 1 + angle), storage)).toThrow(expected);
});
