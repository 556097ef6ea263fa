import { expect, test } from "vitest";
import { pool } from "./3-pool.ts";

// Two rows of three tokens, width 2; the second row has one real token, and its padding is filled with a number that must not count.
const hidden = {
  data: Float32Array.of(1, 10, 2, 20, 6, 60, 5, 50, 999, 999, 999, 999),
  rows: 2,
  tokens: 3,
  width: 2,
};

test.each([
  ["mean", [3, 30, 5, 50]],
  ["cls", [1, 10, 5, 50]],
  ["last", [6, 60, 5, 50]],
] as const)("%s pooling counts real tokens only", (pooling, expected) => {
  const { data, rows, width } = pool(hidden, [3, 1], pooling);
  expect([...data]).toEqual(expected);
  expect({ rows, width }).toEqual({ rows: 2, width: 2 });
});

test("a mean over many tokens is summed in float64", () => {
  const tokens = 20_000;
  const data = new Float32Array(tokens).fill(0.1);
  // The nearest float32 to 0.1; a float32 sum of 20,000 would be off in the fifth digit.
  expect(pool({ data, rows: 1, tokens, width: 1 }, [tokens], "mean").data[0]).toBe(Math.fround(0.1));
});
