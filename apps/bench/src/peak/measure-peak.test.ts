import { NestvecError } from "@nestvec/core";
import { expect, test } from "vitest";
import { measurePeak } from "./measure-peak.ts";
import { peakSizes } from "./peak-sizes.ts";

const sizes = [
  { rows: 4, inner: 32, columns: 16 },
  { rows: 64, inner: 128, columns: 128 },
];

test("the peak is the best size's median", async () => {
  const said: string[] = [];
  const { peak } = await measurePeak({ threads: 1, seed: 1, rounds: 3, seconds: 60, sizes, progress: (text) => said.push(text) });
  expect(peak.threads).toBe(1);
  expect(peak.sizes.map(({ rows, inner, columns }) => ({ rows, inner, columns }))).toEqual(sizes);
  expect(peak.gigaflops).toBe(Math.max(...peak.sizes.map(({ gigaflops }) => gigaflops.median)));
  for (const { gigaflops } of peak.sizes) {
    expect(gigaflops.rounds).toBe(3);
    expect(gigaflops.least).toBeGreaterThan(0);
    expect(gigaflops.least).toBeLessThanOrEqual(gigaflops.median);
  }
  expect(said).toHaveLength(1);
});

test("without time, there is one round and a flag", async () => {
  const { peak, flags } = await measurePeak({ threads: 1, seed: 1, rounds: 3, seconds: 0, sizes });
  expect(peak.sizes.map(({ gigaflops }) => gigaflops.rounds)).toEqual([1, 1]);
  expect(flags).toContainEqual({ part: "peak", kind: "cut short", detail: "1 of 3 rounds fitted into 0 s." });
});

test("it can be stopped", async () => {
  const stop = new AbortController();
  const measuring = measurePeak({
    threads: 1,
    seed: 1,
    rounds: 1_000_000,
    seconds: 60,
    sizes,
    signal: stop.signal,
    progress: () => setTimeout(() => stop.abort(), 300),
  });
  await expect(measuring).rejects.toSatisfy((error) => NestvecError.is(error, "ABORTED"));
});

test("the sweep has few and many rows, squares and the shapes of a layer", () => {
  const shapes = peakSizes.map(({ rows, inner, columns }) => [rows, inner, columns].join(" "));
  expect(new Set(shapes).size).toBe(shapes.length);
  expect(shapes).toEqual(expect.arrayContaining(["16 384 1536", "1024 768 1152", "256 768 3072", "1024 1024 1024"]));
});
