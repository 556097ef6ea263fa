import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelFolder } from "@nestvec/runtime-node";
import { openOperationsCounter, type OperationsCounter } from "./count-operations.ts";

// nestvec-mini, from its config.json: width 384, feed-forward 1,536. A layer has query, key, value and output of 384 × 384, two products of 384 × 1,536, and
// scores and mixed values, each tokens × tokens × 384. Each exit has a head of 384 × 384 for the pooled vector.
const byHand = (layers: number, rows: number, tokens: number): number =>
  rows * (layers * (2 * tokens * (4 * 384 * 384 + 2 * 384 * 1536) + 2 * 2 * tokens * tokens * 384) + 2 * 384 * 384);

describe("nestvec-mini", () => {
  let counter: OperationsCounter;
  beforeAll(async () => {
    counter = await openOperationsCounter({ model: await modelFolder("nestvec-mini"), maxTokens: 512 });
  });
  afterAll(() => counter.close());

  test.each([2, 6])("at layer %i, as by hand", async (layer) => {
    const { of, exact } = await counter.ofExit(layer);
    expect(exact).toBe(true);
    for (const [rows, tokens] of [
      [1, 16],
      [1, 512],
      [8, 512],
      [5, 77],
    ] as const)
      expect(of({ rows, tokens })).toBe(byHand(layer, rows, tokens));
    expect(await counter.countAt(layer, { rows: 4, tokens: 33 })).toBe(byHand(layer, 4, 33));
  });
});

test("a ModernBERT graph, whose rotation is the same for all rows", async () => {
  const model = fileURLToPath(new URL("tiny-modernbert/onnx-fp32", referenceModels));
  const counter = await openOperationsCounter({ model, maxTokens: 512 });
  try {
    const { of, exact } = await counter.ofExit(6);
    expect(exact).toBe(true);
    expect(of({ rows: 5, tokens: 300 })).toBe(await counter.countAt(6, { rows: 5, tokens: 300 }));
  } finally {
    await counter.close();
  }
});
