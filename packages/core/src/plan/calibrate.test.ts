import fc from "fast-check";
import { expect, test } from "vitest";
import { calibrateExits } from "./calibrate.ts";

/** A machine whose time passes only while it works, so that every figure is known. */
function machine(cost: (layer: number, tokens: number, now: number) => number, opening = 0) {
  let now = 1_000_000;
  const open = new Set<number>();
  const runs: [layer: number, tokens: number][] = [];
  return {
    clock: () => now,
    elapsed: () => now - 1_000_000,
    runs,
    run: async (layer: number, tokens: number): Promise<void> => {
      if (!open.has(layer)) now += opening;
      open.add(layer);
      runs.push([layer, tokens]);
      now += cost(layer, tokens, now - 1_000_000);
    },
  };
}

test("medians by exit and length, the opening not counted", async () => {
  const { run, clock } = machine((layer, tokens) => layer + tokens / 16, 500);
  expect(await calibrateExits({ layers: [2, 6], maxTokens: 300, run, clock })).toEqual([
    { layer: 2, tokens: [16, 64, 128, 256], milliseconds: [3, 6, 10, 18] },
    { layer: 6, tokens: [16, 64, 128, 256], milliseconds: [7, 10, 14, 22] },
  ]);
});

test("a model that reads very little is measured at its limit", async () => {
  const { run, clock, runs } = machine(() => 1);
  expect(await calibrateExits({ layers: [2], maxTokens: 8, run, clock })).toEqual([{ layer: 2, tokens: [8], milliseconds: [1] }]);
  expect(runs).toHaveLength(10);
});

test("a warm-up, then nine rounds, every other one backwards", async () => {
  const { run, clock, runs } = machine(() => 1);
  await calibrateExits({ layers: [2, 6], maxTokens: 64, run, clock });
  const round: [number, number][] = [
    [2, 16],
    [6, 16],
    [2, 64],
    [6, 64],
  ];
  const rounds = Array.from({ length: 9 }, (_, i) => (i % 2 === 0 ? round : round.toReversed()));
  expect(runs).toEqual([[2, 16], [6, 16], ...rounds.flat()]);
});

test("disturbed runs do not move the answer", async () => {
  let count = 0;
  // Every fifth run takes ten times as long.
  const { run, clock } = machine((layer) => (count++ % 5 === 4 ? 10 : 1) * layer);
  const exits = await calibrateExits({ layers: [1, 2], maxTokens: 128, run, clock });
  expect(exits.map(({ milliseconds }) => milliseconds)).toEqual([
    [1, 1, 1],
    [2, 2, 2],
  ]);
});

test("a machine that slows down does so for all alike", async () => {
  const { run, clock, elapsed } = machine((layer, tokens, now) => layer * tokens * 0.05 * (1 + now / 2000));
  const [shallow, deep] = await calibrateExits({ layers: [2, 6], maxTokens: 256, run, clock });
  // More than twice as slow at the end as at the start.
  expect(elapsed()).toBeGreaterThan(2000);
  for (const [i, time] of shallow!.milliseconds.entries()) {
    // Three times the layers: within a tenth, though the machine changed by far more on the way.
    expect(deep!.milliseconds[i]! / time / 3).toBeGreaterThan(0.9);
    expect(deep!.milliseconds[i]! / time / 3).toBeLessThan(1.1);
  }
});

test("a slow machine measures fewer lengths, within the budget", async () => {
  const { run, clock, elapsed } = machine((layer, tokens) => layer * tokens * 0.5, 1000);
  const exits = await calibrateExits({ layers: [6, 22], maxTokens: 8192, run, clock });
  expect(elapsed()).toBeLessThanOrEqual(10_000);
  expect(exits).toEqual([
    { layer: 6, tokens: [16, 64, 128], milliseconds: [48, 192, 384] },
    { layer: 22, tokens: [16, 64, 128], milliseconds: [176, 704, 1408] },
  ]);
});

test("where even the shortest does not fit, every exit is measured once all the same", async () => {
  const { run, clock, runs } = machine((layer) => layer * 1000, 20_000);
  expect(await calibrateExits({ layers: [6, 22], maxTokens: 512, run, clock })).toEqual([
    { layer: 6, tokens: [16], milliseconds: [6000] },
    { layer: 22, tokens: [16], milliseconds: [22_000] },
  ]);
  expect(runs).toEqual([
    [6, 16],
    [22, 16],
    [6, 16],
    [22, 16],
  ]);
});

test("law: costs between proportional and squared keep the budget, and all exits have the same lengths with their exact times", async () => {
  const setting = fc.record({
    layers: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
    maxTokens: fc.integer({ min: 1, max: 40_000 }),
    overhead: fc.double({ min: 0, max: 2, noNaN: true }),
    linear: fc.double({ min: 0.0001, max: 1, noNaN: true }),
    squared: fc.double({ min: 0, max: 0.01, noNaN: true }),
    opening: fc.integer({ min: 0, max: 500 }),
    budgetMilliseconds: fc.integer({ min: 1000, max: 10_000 }),
  });
  await fc.assert(
    fc.asyncProperty(setting, async ({ layers, maxTokens, overhead, linear, squared, opening, budgetMilliseconds }) => {
      const cost = (layer: number, tokens: number): number => overhead + layer * (linear * tokens + squared * tokens * tokens);
      const { run, clock, elapsed, runs } = machine(cost, opening);
      const exits = await calibrateExits({ layers, maxTokens, run, clock, budgetMilliseconds });
      const shortest = Math.min(16, maxTokens);
      const must = layers.reduce((total, layer) => total + opening + 2 * cost(layer, shortest), 0);
      // Sums of doubles in another order: a millionth of a millisecond is far above their rounding.
      expect(elapsed()).toBeLessThanOrEqual(Math.max(must, budgetMilliseconds) + 1e-6);
      expect(exits.map(({ layer }) => layer)).toEqual(layers);
      for (const { layer, tokens, milliseconds } of exits) {
        expect(tokens).toEqual(exits[0]!.tokens);
        expect(tokens[0]).toBe(shortest);
        expect(tokens.at(-1)).toBeLessThanOrEqual(maxTokens);
        for (const [i, time] of milliseconds.entries()) expect(Math.abs(time - cost(layer, tokens[i]!))).toBeLessThan(1e-6);
      }
      expect(runs.length).toBeLessThanOrEqual(layers.length * (1 + 9 * exits[0]!.tokens.length));
    }),
  );
});

test("an aborted signal stops it between two runs", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  const { signal } = controller;
  const { run, clock, runs } = machine(() => 1);
  const stopping = async (layer: number, tokens: number): Promise<void> => {
    await run(layer, tokens);
    if (runs.length === 5) controller.abort(reason);
  };
  await expect(calibrateExits({ layers: [1, 2], maxTokens: 128, run: stopping, clock, signal })).rejects.toMatchObject({
    code: "ABORTED",
    cause: reason,
  });
  expect(runs).toHaveLength(5);
});

test("what a run throws is passed on", async () => {
  const failure = new Error("no memory");
  await expect(calibrateExits({ layers: [1], maxTokens: 16, run: () => Promise.reject(failure), clock: () => 0 })).rejects.toBe(failure);
});
