import { expect, test } from "vitest";
import { describeValue, nearestName, requireOptions } from "./arguments.ts";

const names = { layer: true, dimension: true, maxTokens: true, truncate: true, normalize: true, deadline: true } as const;

test.each([
  ["dim", "dimension"],
  ["dims", "dimension"],
  ["dimensions", "dimension"],
  ["layers", "layer"],
  ["Layer", "layer"],
  ["normalise", "normalize"],
  ["max_tokens", "maxTokens"],
  ["maxLength", "maxTokens"],
  ["truncation", "truncate"],
])("%s is refused, and %s named", (written, right) => {
  expect(() => requireOptions("embed", { [written]: 64 }, names)).toThrow(
    `"${written}" is no option of embed; it must be "${right}", or left out.`,
  );
});

test("a name like no other is refused with all of them; one of no value is left out", () => {
  expect(() => requireOptions("schedule", { batchSize: 8 }, { fillTokens: true }, "schedule.")).toThrow(
    '"schedule.batchSize" is no option of schedule; it must be one of schedule.fillTokens.',
  );
  expect(() => requireOptions("embed", { layer: 6, batchSize: undefined }, names)).not.toThrow();
});

test.each([[null], [6], [[]], ["layer"]])("%j is no options", (options) => {
  expect(() => requireOptions("embed", options, names)).toThrow('"options" is');
});

test("a shortened name is nearer than one of as many letters", () => {
  expect(nearestName("maxMs", ["minQuality", "tokens", "table", "signal", "maxMilliseconds"])).toBe("maxMilliseconds");
  expect(nearestName("x".repeat(1e6), ["signal"])).toBeUndefined();
});

test.each([
  [undefined, "missing"],
  [null, "null"],
  ["abc", 'the text "abc"'],
  ['a "b"\n', 'the text "a \\"b\\"\\n"'],
  ["x".repeat(40), `the text "${"x".repeat(40)}"`],
  ["x".repeat(201), `the text "${"x".repeat(200)}…"`],
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
