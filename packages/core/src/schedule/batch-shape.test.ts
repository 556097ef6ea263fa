import { expect, test } from "vitest";
import { fixedShape } from "./batch-shape.ts";
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
