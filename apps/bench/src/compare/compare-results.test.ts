import fc from "fast-check";
import { expect, test } from "vitest";
import type { BenchResults } from "../results/bench-results.ts";
import type { Figure } from "../results/figure.ts";
import { sampleModel, sampleResults } from "../testing/sample-results.ts";
import { compareResults, slowerBy } from "./compare-results.ts";
import { comparisonText } from "./comparison-text.ts";

/** The results of one model whose latencies are so many times as long, in so many rounds of such a spread. */
function scaled(times: number, { spread = 0.04, rounds = 9 }: Partial<Pick<Figure, "spread" | "rounds">> = {}): BenchResults {
  const model = sampleModel();
  const latency = model.latency.map((row) => ({
    ...row,
    milliseconds: { median: row.milliseconds.median * times, least: row.milliseconds.least * times, spread, rounds },
  }));
  return { ...sampleResults([{ ...model, latency }]), flags: [] };
}

test("a file with itself: every ratio is 1, and nothing differs", () => {
  const { rows, onlyBefore, onlyAfter, warnings } = compareResults(scaled(1), scaled(1));
  expect(new Set(rows.map(({ ratio }) => ratio))).toEqual(new Set([1]));
  expect(new Set(rows.filter(({ unit }) => unit === "ms").map(({ verdict }) => verdict))).toEqual(new Set(["within the spread"]));
  expect(new Set(rows.map(({ verdict }) => verdict))).toEqual(new Set(["within the spread", "same"]));
  expect([onlyBefore, onlyAfter, warnings]).toEqual([[], [], []]);
});

test("swapped files: inverse ratios, and verdicts turned round", () => {
  const turned = { slower: "faster", faster: "slower" } as Readonly<Record<string, string>>;
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), fc.double({ min: 0, max: 0.5, noNaN: true }), (times, spread) => {
      const [left, right] = [scaled(1), scaled(times, { spread })];
      const [there, back] = [compareResults(left, right).rows, compareResults(right, left).rows];
      expect(back).toHaveLength(there.length);
      for (const [place, row] of there.entries()) {
        expect(back[place]?.name).toBe(row.name);
        expect(back[place]!.ratio * row.ratio).toBeCloseTo(1, 12);
        expect(back[place]?.verdict).toBe(turned[row.verdict] ?? row.verdict);
      }
    }),
    { numRuns: 30 },
  );
});

test.each([
  [1.03, {}, "within the spread"],
  [1.05, {}, "slower"],
  [0.9, {}, "faster"],
  [1.2, { spread: 0.3 }, "within the spread"],
  [1.2, { rounds: 1 }, "one round"],
])("%f times as long with %o is %s", (times, figure, verdict) => {
  const { rows } = compareResults(scaled(1), scaled(times, figure));
  expect(new Set(rows.filter(({ part }) => part === "latency").map((row) => row.verdict))).toEqual(new Set([verdict]));
});

test("more of a rate is faster", () => {
  const quick = scaled(1);
  const slow: BenchResults = {
    ...quick,
    peak: {
      threads: 2,
      gigaflops: 90,
      sizes: quick.peak!.sizes.map((size) => ({ ...size, gigaflops: { ...size.gigaflops, median: 90 } })),
    },
  };
  const verdicts = compareResults(slow, quick)
    .rows.filter(({ part }) => part === "peak")
    .map(({ verdict }) => verdict);
  expect(new Set(verdicts)).toEqual(new Set(["faster"]));
});

/** How many latencies of a run are more than 5 % slower. */
const count = (times: number, figure = {}): number => slowerBy(compareResults(scaled(1), scaled(times, figure)), 5).length;

test("slower by more than allowed counts beyond the spread alone, and of one round always", () => {
  const all = sampleModel().latency.length;
  expect(count(1.06)).toBe(all);
  expect(count(1.045)).toBe(0);
  expect(count(1.06, { spread: 0.2 })).toBe(0);
  expect(count(1.06, { rounds: 1 })).toBe(all);
  expect(count(0.5)).toBe(0);
});

test("what else is different is said", () => {
  const before = scaled(1);
  const [model] = before.models;
  const after: BenchResults = {
    ...before,
    machine: { ...before.machine, node: "24.1.0" },
    settings: { ...before.settings, threads: 4 },
    models: [{ ...model!, identity: "other" }],
    flags: [{ part: "peak", kind: "busy machine", detail: "The load was 3.2 on 2 cores." }],
  };
  expect(compareResults(before, after).warnings).toEqual([
    "Node: before 20.20.2, after 24.1.0.",
    "threads: before 2, after 4.",
    "identity of nestvec-mini: before nestvec-mini@3f9c61d0a7b2, after other.",
    "after, peak, busy machine: The load was 3.2 on 2 cores.",
  ]);
});

test("the text has every repeated figure, what differs of the rest, and what is in one alone", () => {
  const before = scaled(1);
  const shorter = sampleModel({ lengths: [16, 64] });
  const text = comparisonText(compareResults(before, { ...before, models: [{ ...shorter, quality: before.models[0]!.quality }] }));
  expect(text).toContain("## latency, ms\n\n8 figures, 1.000 times as before in the geometric mean: 8 within the spread\n\n| latency");
  expect(text).toMatch(/\| exit 2, 16 tokens, cpu \|\s+1\.303 \|\s+1\.303 \| 1\.000 \| within the spread \|/);
  expect(text).toMatch(/## quality, stsb_test_spearman\n\n75 figures, 1\.000 times as before in the geometric mean: 75 same\n\n##/);
  expect(text).toContain("- before: nestvec-mini, latency, 8 figures, such as exit 2, 128 tokens, cpu");
  expect(comparisonText(compareResults(before, sampleResults([])))).toContain("# Only in one");
});
