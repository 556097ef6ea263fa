import { expect, test } from "vitest";
import { bound } from "./findings.ts";

test("a bound is met at its limit", () => {
  expect(bound("p99 ms", 10, "at most", 10)).toEqual({ claim: "p99 ms ≤ 10", measured: 10, verdict: "met" });
  expect(bound("ratio", 4, "at least", 4)).toEqual({ claim: "ratio ≥ 4", measured: 4, verdict: "met" });
});

test("a bound is missed beyond it, and by what is no number", () => {
  expect(bound("p99 ms", 10.1, "at most", 10).verdict).toBe("not met");
  expect(bound("ratio", 3.9, "at least", 4).verdict).toBe("not met");
  expect(bound("ratio", Number.NaN, "at least", 4).verdict).toBe("not met");
});

test("a part of a measurement can miss a bound but not meet it", () => {
  expect(bound("p99 ms", 5, "at most", 10, false).verdict).toBe("not decided");
  expect(bound("p99 ms", 11, "at most", 10, false).verdict).toBe("not met");
});
