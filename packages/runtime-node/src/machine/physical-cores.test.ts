import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { coresOf, cpuList, physicalCores } from "./physical-cores.ts";

const status = (allowed: string): string => `Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${allowed}\nMems_allowed_list:\t0\n`;

/** Eight processors, of which 0 and 4 are one core, 1 and 5 another, and so on. */
const siblings = (cpu: number): string => `${cpu % 4},${(cpu % 4) + 4}\n`;

test("two threads of a core count once, and processors that may not be used not at all", () => {
  expect(coresOf(status("0-7"), 8, siblings)).toBe(4);
  expect(coresOf(status("0-1,4-5"), 4, siblings)).toBe(2);
  expect(coresOf(status("3"), 1, siblings)).toBe(1);
  expect(coresOf(status("0-3"), 4, siblings)).toBe(4);
});

test("a limit on processor time counts, too, and there is always a core", () => {
  expect(coresOf(status("0-7"), 2, String)).toBe(2);
  expect(coresOf("nothing of it", 8, String)).toBe(1);
});

test("this machine has a core, and no more than may be used", () => {
  expect(physicalCores()).toBeGreaterThanOrEqual(1);
  expect(physicalCores()).toBeLessThanOrEqual(availableParallelism());
});

test("the kernel's lists are read", () => {
  expect(cpuList("0-2,5")).toEqual([0, 1, 2, 5]);
  expect(cpuList("7")).toEqual([7]);
});
