import { expect, test } from "vitest";
import { callSize } from "./call-size.ts";

test("texts are guessed by their bytes, ids are counted, wherever they are", () => {
  expect(callSize([["abcdef", "é"], {}])).toEqual({ texts: 2, longest: 2, total: 2 + 1 + 1 });
  expect(callSize([[1, 2, 3], "abcd"])).toEqual({ texts: 2, longest: 3, total: 3 + 2 + 1 });
  expect(callSize([[[1, 2, 3], Int32Array.of(1, 2, 3, 4)]])).toEqual({ texts: 2, longest: 4, total: 8 });
  expect(callSize(["q", ["a".repeat(3000)], { layer: 2 }])).toEqual({ texts: 2, longest: 1000, total: 1002 });
  expect(callSize(["q", ["a".repeat(3000), [1, 2, 3]]], 2)).toEqual({ texts: 3, longest: 2, total: 1 + 2 + 2 + 1 });
});

test("stored vectors and options are no texts", () => {
  expect(callSize([{ vectors: [new Float32Array(4)], space: "a" }, { layer: 2 }])).toEqual({ texts: 0, longest: 0, total: 1 });
  expect(callSize([])).toEqual({ texts: 0, longest: 0, total: 1 });
});
