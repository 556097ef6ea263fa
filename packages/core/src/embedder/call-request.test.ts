import { expect, test } from "vitest";
import { requireTexts } from "./call-request.ts";

test("texts, and token ids as numbers of either kind, are taken", () => {
  expect(() => requireTexts(["", "a", [1, 2], [], Int32Array.of(1)])).not.toThrow();
  expect(() => requireTexts([])).not.toThrow();
});

test.each([undefined, null, "a", 1, { 0: "a", length: 1 }])("%o in place of the list is an error", (texts) => {
  expect(() => requireTexts(texts)).toThrow(
    expect.objectContaining({ code: "ARGUMENT_INVALID", details: expect.objectContaining({ argument: "texts" }) as object }),
  );
});

test("a hole of a sparse list is named, too", () => {
  const sparse = ["a"];
  sparse[2] = "b";
  expect(() => requireTexts(sparse)).toThrow('"texts[1]"');
});

test.each<[unknown, string, string]>([
  [undefined, "texts[0]", "missing"],
  [null, "texts[0]", "null"],
  [5, "texts[0]", "5"],
  [{}, "texts[0]", "an object"],
  [new BigInt64Array(1), "texts[0]", "an object (BigInt64Array)"],
  [[5, "6"], "texts[0][1]", `the text "6"`],
  [["Hello"], "texts[0][0]", 'the text "Hello"'],
])("%o in place of a text is an error", (input, argument, found) => {
  expect(() => requireTexts([input])).toThrow(
    expect.objectContaining({ code: "ARGUMENT_INVALID", details: expect.objectContaining({ argument, found }) as object }),
  );
});
