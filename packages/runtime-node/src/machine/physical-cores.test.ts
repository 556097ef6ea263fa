import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { cpuList, physicalCores } from "./physical-cores.ts";

test("there is at least one core, and no more than may be used", () => {
  expect(physicalCores()).toBeGreaterThanOrEqual(1);
  expect(physicalCores()).toBeLessThanOrEqual(availableParallelism());
});

test("the kernel's lists are read", () => {
  expect(cpuList("0-2,5")).toEqual([0, 1, 2, 5]);
  expect(cpuList("7")).toEqual([7]);
});
