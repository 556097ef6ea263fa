import { expect, test } from "vitest";
import { callOptions } from "./call-options.ts";

test("the options of a call are found wherever they are among its arguments; what makes no sense is not there", () => {
  const options = { deadline: 5, lane: "bulk", maxTokens: 7 };
  expect(callOptions([["a text"], { ...options, layer: 2 }])).toEqual(options);
  expect(callOptions(["a query", { vectors: [], space: "s" }, options])).toEqual(options);
  expect(callOptions([["a text"], Int32Array.of(1), null, undefined])).toEqual({});
  for (const wrong of [0, -1, Number.NaN, "5", null])
    expect(callOptions([{ deadline: wrong, lane: "fast", maxTokens: wrong }])).toEqual({});
});
