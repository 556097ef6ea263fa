import { expect, test } from "vitest";
import { busyMachine } from "./busy-machine.ts";

test("15 % of the cores is not busy, more is, and is said in per cent", () => {
  expect([0, 0.15, Number.NaN].map(busyMachine)).toEqual([undefined, undefined, undefined]);
  expect(busyMachine(0.42)).toContain("used 42 % of the cores");
});
