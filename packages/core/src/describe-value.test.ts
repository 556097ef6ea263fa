import { expect, test } from "vitest";
import { describeValue } from "./describe-value.ts";

test.each([
  [undefined, "missing"],
  [null, "null"],
  ["abc", 'the text "abc"'],
  ['a "b"\n', 'the text "a \\"b\\"\\n"'],
  ["x".repeat(40), `the text "${"x".repeat(40)}"`],
  ["x".repeat(50), `the text "${"x".repeat(40)}…"`],
  [-1, "-1"],
  [Number.NaN, "NaN"],
  [1n, "1n"],
  [true, "true"],
  [Symbol("a"), "Symbol(a)"],
  [() => 1, "a function"],
  [[], "an empty list"],
  [[1, 2], "a list of 2"],
  [{ a: 1 }, "an object"],
  [Object.create(null), "an object"],
  [new Map(), "an object (Map)"],
  [new Float64Array(1), "an object (Float64Array)"],
])("%o is called %s", (value: unknown, called) => {
  expect(describeValue(value)).toBe(called);
});
