import fc from "fast-check";
import { expect, test } from "vitest";
import { axisOf, logTicks, spreadApart } from "./axis.ts";

test("ticks of a logarithmic axis are round and lie on it, fewer where it is long", () => {
  expect(logTicks({ type: "log", domain: [0.4, 30] })).toEqual([0.5, 1, 2, 5, 10, 20]);
  expect(logTicks({ type: "log", domain: [0.4, 80] })).toEqual([1, 3, 10, 30]);
  expect(logTicks({ type: "log", domain: [1, 60_000] })).toEqual([1, 10, 100, 1000, 10_000]);
});

test("figures have room on their axis, also where all are the same", () => {
  expect(axisOf([1, 100], "log", 0.5).domain.map((end) => Math.round(end * 10) / 10)).toEqual([0.1, 1000]);
  expect(axisOf([10, 20], "linear").domain).toEqual([10, 20]);
  expect(axisOf([80, 80], "linear").domain).toEqual([72, 88]);
});

test("labels keep their order and their distance, and stay on the axis", () => {
  const figures = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(figures, fc.constantFrom("log" as const, "linear" as const), (all, type) => {
      const axis = { type, domain: [1, 1000] as const };
      const [pixels, gap] = [300, 13];
      const pixelOf = (figure: number): number =>
        type === "log" ? (Math.log(figure) / Math.log(1000)) * pixels : ((figure - 1) / 999) * pixels;
      const apart = spreadApart(all, axis, pixels, gap);
      const sorted = apart.map(pixelOf).toSorted((left, right) => left - right);
      for (const [place, at] of sorted.entries()) {
        expect(at).toBeLessThanOrEqual(pixels + 1e-6);
        expect(at - (sorted[place - 1] ?? -Infinity)).toBeGreaterThanOrEqual(gap - 1e-6);
      }
      for (const [left, figure] of all.entries())
        for (const [right, other] of all.entries()) if (figure < other) expect(apart[left]).toBeLessThan(apart[right]!);
    }),
  );
});

test("labels that do not touch stay where they are", () => {
  const axis = { type: "linear", domain: [0, 100] } as const;
  for (const [place, at] of spreadApart([80, 20, 50], axis, 300, 13).entries()) expect(at).toBeCloseTo([80, 20, 50][place]!, 9);
});
