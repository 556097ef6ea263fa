import { expect, test } from "vitest";
import { figureOf } from "../measure/figure-of.ts";
import { spreadFlags } from "./spread-flags.ts";

test("a figure whose rounds lie over 10 % apart is named", () => {
  const figures = [
    { name: "layer 2, 16 tokens", figure: figureOf([100, 100, 101, 102, 103]) },
    { name: "layer 6, 16 tokens", figure: figureOf([100, 100, 100, 112, 112]) },
    { name: "layer 6, 8192 tokens", figure: figureOf([100]) },
  ];
  expect(spreadFlags("latency", figures)).toEqual([
    {
      part: "latency",
      kind: "wide spread",
      detail: "1 of 3 figures have quartiles over 10 % of their median apart: layer 6, 16 tokens, 12 %.",
    },
  ]);
});

test("10 % is not over 10 %", () => {
  expect(spreadFlags("peak", [{ name: "the best size", figure: { median: 1, least: 1, spread: 0.1, rounds: 5 } }])).toEqual([]);
});

test("of many, the widest five are named, and the others counted", () => {
  const figures = [12, 99, 30, 40, 50, 60, 70].map((percent) => ({
    name: `at ${percent}`,
    figure: { median: 1, least: 1, spread: percent / 100, rounds: 5 },
  }));
  const [flag] = spreadFlags("peak", figures);
  expect(flag?.detail).toContain("7 of 7 figures");
  expect(flag?.detail).toMatch(/at 99, 99 %; at 70, 70 %; at 60, 60 %; at 50, 50 %; at 40, 40 %; and 2 more\.$/);
});
