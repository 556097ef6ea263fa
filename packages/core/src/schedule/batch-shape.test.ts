import { expect, test } from "vitest";
import { anyBatch, computedShape, fixedShape } from "./batch-shape.ts";
import { limitsFor } from "./schedule-options.ts";
import { padRows } from "../path/2-forward.ts";

const input = (name: string, ...shape: (number | string)[]) => ({ name, shape });

test("sizes that are numbers are fixed, whichever input has them", () => {
  const inputs = [input("input_ids", "rows", 128), input("attention_mask", 2, "tokens"), { name: "any", shape: undefined }];
  expect(fixedShape(inputs, "m.onnx")).toEqual({ rows: 2, tokens: 128 });
  expect(fixedShape([input("input_ids", "", -1)], "m.onnx")).toEqual({ rows: undefined, tokens: undefined });
});

test("inputs that contradict each other are refused by name", () => {
  const inputs = [input("input_ids", "rows", 128), input("attention_mask", "rows", 256)];
  expect(() => fixedShape(inputs, "m.onnx")).toThrow(
    'The graph "m.onnx" cannot be used: its input "input_ids" takes 128 tokens and its input "attention_mask" 256.',
  );
});

test("a batch of a fixed shape is filled up with padding, and with copies of its first row", () => {
  const rows = [{ ids: Int32Array.of(5, 6) }, { ids: Int32Array.of(7) }];
  expect(padRows(rows, 0, { rows: 3, tokens: 4 })).toEqual({
    ids: Int32Array.of(5, 6, 0, 0, 7, 0, 0, 0, 5, 6, 0, 0),
    lengths: [2, 1, 2],
    rows: 3,
    tokens: 4,
  });
});

const compiled = { ...anyBatch, batching: { tokenBuckets: [16, 64], rowBuckets: [1, 2, 4] }, mostTokens: 150 };

test("a provider that compiles every shape gets few of them, and none beyond the model's limit", () => {
  expect(computedShape(compiled, 1, 5)).toEqual({ rows: 1, tokens: 16 });
  expect(computedShape(compiled, 3, 17)).toEqual({ rows: 4, tokens: 64 });
  expect(computedShape(compiled, 5, 65)).toEqual({ rows: 8, tokens: 128 });
  expect(computedShape(compiled, 1, 140)).toEqual({ rows: 1, tokens: 150 });
});

test("what must not be padded is not: graphs without a mask, and those for long texts", () => {
  expect(computedShape({ ...compiled, mayPad: false }, 1, 5).tokens).toBe(5);
  expect(computedShape({ ...compiled, aloneFrom: 40 }, 1, 41).tokens).toBe(41);
  expect(computedShape({ ...compiled, aloneFrom: 40 }, 1, 20).tokens).toBe(39);
  expect(computedShape({ ...compiled, mostRows: 1 }, 1, 5).rows).toBe(1);
});

test("a provider's budgets take the place of defaults, and of nothing that the caller has set", () => {
  const batching = { paddedTokens: 4096, fillTokens: 256 };
  expect(limitsFor(batching, { paddedTokens: 512, fillTokens: 64 })).toEqual(batching);
  expect(limitsFor(batching, { paddedTokens: 100, fillTokens: 10 })).toEqual({ paddedTokens: 100, fillTokens: 10 });
  expect(limitsFor(undefined, { paddedTokens: 512, fillTokens: 64 })).toEqual({ paddedTokens: 512, fillTokens: 64 });
});
