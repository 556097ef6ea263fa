import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { requestSize } from "./request-size.ts";

test("texts are guessed by their bytes, ids are counted", () => {
  expect(requestSize(["abcdef", "é"])).toEqual({ texts: 2, longest: 2, tokens: 3 });
  expect(requestSize([[1, 2, 3], Int32Array.of(1, 2, 3, 4), "a".repeat(3000)])).toEqual({ texts: 3, longest: 1000, tokens: 1007 });
  expect(requestSize(["a".repeat(3000), [1]], 10)).toEqual({ texts: 2, longest: 10, tokens: 11 });
  expect(requestSize([])).toEqual({ texts: 0, longest: 0, tokens: 0 });
});

test("law: the bytes are those of UTF-8", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(requestSize([text]).tokens).toBe(Math.ceil(Buffer.byteLength(text) / 3));
    }),
  );
});
