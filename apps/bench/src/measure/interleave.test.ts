import { expect, test } from "vitest";
import { interleave } from "./interleave.ts";

/** Two variants that write down when they were run. */
function written(): { log: string[]; variants: { name: string; run(round: number): Promise<string> }[] } {
  const log: string[] = [];
  const variant = (name: string) => ({
    name,
    run: async (round: number) => {
      log.push(`${name}${round}`);
      return `${name}${round}`;
    },
  });
  return { log, variants: [variant("A"), variant("B")] };
}

test("variants take turns, after rounds that do not count", async () => {
  const { log, variants } = written();
  const measured = await interleave(variants, { rounds: 3, warmUps: 2 });
  expect(log).toEqual(["A-2", "B-2", "A-1", "B-1", "A0", "B0", "A1", "B1", "A2", "B2"]);
  expect(measured.map(({ name, results }) => ({ name, results }))).toEqual([
    { name: "A", results: ["A0", "A1", "A2"] },
    { name: "B", results: ["B0", "B1", "B2"] },
  ]);
  for (const { milliseconds, cpuMilliseconds } of measured) {
    expect(milliseconds).toHaveLength(3);
    expect(cpuMilliseconds).toHaveLength(3);
    expect([...milliseconds, ...cpuMilliseconds].every((time) => time >= 0)).toBe(true);
  }
});

test("every other round may go backwards, and the variants' order in what comes out stays", async () => {
  const { log, variants } = written();
  const measured = await interleave(variants, { rounds: 3, warmUps: 1, alternate: true });
  expect(log).toEqual(["B-1", "A-1", "A0", "B0", "B1", "A1", "A2", "B2"]);
  expect(measured.map(({ results }) => results)).toEqual([
    ["A0", "A1", "A2"],
    ["B0", "B1", "B2"],
  ]);
});

test("whole rounds only, and one in any case, when the time is up", async () => {
  const { log, variants } = written();
  const measured = await interleave(variants, { rounds: 100, warmUps: 0, until: performance.now() });
  expect(log).toEqual(["A0", "B0"]);
  expect(measured.map(({ milliseconds }) => milliseconds.length)).toEqual([1, 1]);
});

test("what a variant throws ends the measurement", async () => {
  const failing = { name: "C", run: () => Promise.reject(new RangeError("no")) };
  await expect(interleave([failing], { rounds: 1 })).rejects.toThrow("no");
});

test("time of the processor is that of the work, not of waiting", async () => {
  const busy = { name: "busy", run: async () => void Array.from({ length: 3_000_000 }, Math.sqrt) };
  const waiting = { name: "waiting", run: () => new Promise((resolve) => setTimeout(resolve, 200)) };
  const [first, second] = await interleave([busy, waiting], { rounds: 1, warmUps: 0 });
  expect(first?.cpuMilliseconds[0]).toBeGreaterThan(1);
  expect(second?.cpuMilliseconds[0]).toBeLessThan(second?.milliseconds[0] ?? 0);
});
