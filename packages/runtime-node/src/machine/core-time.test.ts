import { expect, test } from "vitest";
import { coreTime, othersShare, stolenOf } from "./core-time.ts";

const start = { now: 1000, cores: 4, used: 50_000, stolen: 0, own: 300 };

test("the share of others, of all cores", () => {
  // Half a second of four cores is 2,000 ms, of which one core was used.
  expect(othersShare(start, { ...start, now: 1500, used: 50_500 })).toBeCloseTo(0.25);
});

test("what this process uses is not others'", () => {
  expect(othersShare(start, { ...start, now: 1500, used: 50_500, own: 700 })).toBeCloseTo(0.05);
});

test("what other machines take is theirs", () => {
  expect(othersShare(start, { ...start, now: 1500, stolen: 1000 })).toBeCloseTo(0.5);
});

test("it stays a share where clocks are coarse", () => {
  expect(othersShare(start, { ...start, now: 1500, own: 310 })).toBe(0);
  expect(othersShare(start, { ...start, now: 1500, used: 60_000 })).toBe(1);
  expect(othersShare(start, start)).toBe(0);
});

test("steal is read from the line of all cores", () => {
  expect(stolenOf("cpu  100 2 30 4000 50 6 7 89 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n")).toBe(890);
  expect(stolenOf("")).toBe(0);
});

test("the machine's own reading goes on", async () => {
  const before = await coreTime();
  const after = await coreTime();
  expect(after.used).toBeGreaterThanOrEqual(before.used);
  expect(after.own).toBeGreaterThan(0);
  expect(after.stolen).toBeGreaterThanOrEqual(before.stolen);
});
