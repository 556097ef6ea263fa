import fc from "fast-check";
import { expect, test } from "vitest";
import { choosePlan, type PlanInputs } from "./choose-plan.ts";
import type { PlanOptions } from "./plan.ts";

const cells = [
  { layer: 2, dimension: 384, quality: 76 },
  { layer: 2, dimension: 64, quality: 74 },
  { layer: 6, dimension: 384, quality: 82 },
  { layer: 6, dimension: 128, quality: 82 },
  { layer: 6, dimension: 64, quality: 80 },
  { layer: 22, dimension: 384, quality: 90 },
];

const calibration = {
  exits: [
    { layer: 2, tokens: [16, 128], milliseconds: [2, 10] },
    { layer: 6, tokens: [16, 128], milliseconds: [6, 30] },
  ],
};

const inputs: PlanInputs = {
  tables: [
    { name: "stsb", cells },
    { name: "banking", cells: [{ layer: 2, dimension: 64, quality: 88.7 }] },
  ],
  calibration,
  options: {},
  maxTokens: 512,
  layers: [2, 6],
  dimensions: [384, 128, 64],
  width: 384,
  model: "mini",
  file: "onnx/quality.json",
};

const plan = (options: PlanOptions, changed: Partial<PlanInputs> = {}): ReturnType<typeof choosePlan> =>
  choosePlan({ ...inputs, ...changed, options });

test.each<[string, PlanOptions, { layer: number; dimension: number }]>([
  ["quality alone: the cheapest layer that reaches it", { minQuality: 75 }, { layer: 2, dimension: 384 }],
  ["quality alone: then its smallest dimension", { minQuality: 70 }, { layer: 2, dimension: 64 }],
  ["quality alone: a deeper layer where it must be", { minQuality: 80 }, { layer: 6, dimension: 64 }],
  ["quality exactly reached", { minQuality: 82 }, { layer: 6, dimension: 128 }],
  ["time alone: the best quality within it", { maxMilliseconds: 10 }, { layer: 2, dimension: 384 }],
  ["time alone: of equal qualities the smaller dimension", { maxMilliseconds: 30 }, { layer: 6, dimension: 128 }],
  ["time for fewer tokens", { maxMilliseconds: 6, tokens: 16 }, { layer: 6, dimension: 128 }],
  ["both: the cheapest that fulfils both", { minQuality: 74, maxMilliseconds: 100 }, { layer: 2, dimension: 64 }],
  ["neither: the best quality", {}, { layer: 6, dimension: 128 }],
  ["another table", { table: "banking" }, { layer: 2, dimension: 64 }],
])("%s", (_, options, cut) => {
  expect(plan(options)).toMatchObject(cut);
});

test("a plan carries the figures that it was chosen by", () => {
  expect(plan({ minQuality: 80, tokens: 72 })).toEqual({
    layer: 6,
    dimension: 64,
    quality: 80,
    table: "stsb",
    milliseconds: 18,
    tokens: 72,
    bytes: 256,
  });
  expect(plan({}, { calibration: undefined }).milliseconds).toBeUndefined();
});

test("a paragraph is planned for, or what the model can read at most", () => {
  expect(plan({}).tokens).toBe(128);
  expect(plan({}, { maxTokens: 64 }).tokens).toBe(64);
});

test("without times, or with some only, the shallower layer is the cheaper", () => {
  const reversed = { exits: [{ layer: 2, tokens: [16], milliseconds: [50] }, calibration.exits[1]!] };
  expect(plan({ minQuality: 74 }, { calibration: reversed }).layer).toBe(6);
  expect(plan({ minQuality: 74 }, { calibration: undefined }).layer).toBe(2);
  expect(plan({ minQuality: 74 }, { calibration: { exits: [reversed.exits[0]!] } }).layer).toBe(2);
});

test("the order of the table's cells does not matter", () => {
  const tables = [{ name: "stsb", cells: cells.toReversed() }];
  for (const known of [calibration, undefined]) {
    for (const options of [{ minQuality: 70 }, { minQuality: 80 }, {}]) {
      expect(plan(options, { tables, calibration: known })).toEqual(plan(options, { calibration: known }));
    }
  }
  expect(plan({ minQuality: 70 }, { tables, calibration: undefined }).layer).toBe(2);
});

test("a layer that was not measured is not within any time", () => {
  expect(plan({ maxMilliseconds: 1000 }, { calibration: { exits: [calibration.exits[0]!] } }).layer).toBe(2);
});

test("cuts that the model lacks do not count", () => {
  expect(plan({}, { layers: [2] })).toMatchObject({ layer: 2, dimension: 384 });
  expect(plan({}, { dimensions: [64] })).toMatchObject({ layer: 6, dimension: 64 });
  expect(plan({}, { dimensions: undefined, width: 100 })).toMatchObject({ layer: 6, dimension: 64 });
});

test.each<[PlanOptions, Partial<PlanInputs>, string]>([
  [{ minQuality: 85 }, {}, 'No cut gives a quality of at least 85 in "stsb"; the best is 82 (layer 6, dimension 384).'],
  [{ maxMilliseconds: 5 }, {}, "No cut gives a text of 128 tokens in at most 5 ms; the fastest takes 10 ms (layer 2) for 128 tokens."],
  [
    { minQuality: 80, maxMilliseconds: 20 },
    {},
    'No cut gives a quality of at least 80 in "stsb" and a text of 128 tokens in at most 20 ms; within that time the best is 76 (layer 2, dimension 384), and that quality takes 30 ms (layer 6).',
  ],
  [
    { minQuality: 80, maxMilliseconds: 20 },
    { calibration: { exits: [calibration.exits[0]!] } },
    'No cut gives a quality of at least 80 in "stsb" and a text of 128 tokens in at most 20 ms; within that time the best is 76 (layer 2, dimension 384), and no cut with that quality was measured on this machine.',
  ],
  [
    { maxMilliseconds: 5 },
    { calibration: undefined },
    'No cut gives a text of 128 tokens in at most 5 ms; no time was measured on this machine for a cut of "stsb": calibrate first.',
  ],
  [{}, { layers: [4] }, 'No cut gives a quality in "stsb"; "stsb" names no cut that the model has.'],
])("impossible: %j", (options, changed, message) => {
  expect(() => plan(options, changed)).toThrow(expect.objectContaining({ code: "PLAN_IMPOSSIBLE", message }));
});

test("without a table, time alone gives the deepest layer within it, at its full dimension", () => {
  const untold = { tables: [] };
  expect(plan({ maxMilliseconds: 10 }, untold)).toMatchObject({
    layer: 2,
    dimension: 384,
    quality: undefined,
    table: undefined,
    bytes: 1536,
  });
  expect(plan({ maxMilliseconds: 1e6 }, untold)).toMatchObject({ layer: 6, dimension: 384 });
  expect(() => plan({ maxMilliseconds: 0.001 }, untold)).toThrow(
    /^No cut gives a text of 128 tokens in at most 0.001 ms; the fastest takes/,
  );
  for (const options of [
    { minQuality: 70, maxMilliseconds: 10 },
    { table: "stsb", maxMilliseconds: 10 },
  ])
    expect(() => plan(options, untold)).toThrow(expect.objectContaining({ code: "QUALITY_TABLE_MISSING" }));
});

test("a quality in other units than the table's is refused", () => {
  const message = expect.stringMatching(/^"minQuality" is 0.78; it must be in the units of the table "stsb", whose figures go from \d/);
  expect(() => plan({ minQuality: 0.78 })).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID", message }));
  expect(plan({ minQuality: 0 }).layer).toBe(2);
  const ofOne = { tables: [{ name: "t", cells: [{ layer: 2, dimension: 64, quality: 0.8 }] }] };
  expect(plan({ minQuality: 0.78 }, ofOne).layer).toBe(2);
});

test("an unknown table is refused with those that there are", () => {
  expect(() => plan({ table: "sts" })).toThrow(
    expect.objectContaining({
      code: "QUALITY_TABLE_MISSING",
      details: { model: "mini", file: "onnx/quality.json", table: "sts", available: ["stsb", "banking"] },
    }),
  );
  expect(() => plan({}, { tables: [] })).toThrow(
    expect.objectContaining({ code: "QUALITY_TABLE_MISSING", details: { model: "mini", file: "onnx/quality.json", available: [] } }),
  );
});

test.each<[object, string]>([
  [{ minQuality: Number.NaN }, '"minQuality" is NaN; it must be a finite number.'],
  [{ minQuality: "80" }, '"minQuality" is the text "80"; it must be a finite number.'],
  [{ maxMilliseconds: 0 }, '"maxMilliseconds" is 0; it must be a finite number above 0.'],
  [{ maxMilliseconds: -5 }, '"maxMilliseconds" is -5; it must be a finite number above 0.'],
  [{ maxMilliseconds: Infinity }, '"maxMilliseconds" is Infinity; it must be a finite number above 0.'],
  [{ tokens: 0 }, '"tokens" is 0; it must be a whole number from 1 to 512.'],
  [{ tokens: 513 }, '"tokens" is 513; it must be a whole number from 1 to 512.'],
  [{ tokens: 12.5 }, '"tokens" is 12.5; it must be a whole number from 1 to 512.'],
])("refused: %j", (options, message) => {
  expect(() => plan(options)).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID", message }));
});

test("law: a plan fulfils the constraints, no cheaper cut does, and without a plan no cut does", () => {
  const cell = fc.record({
    layer: fc.constantFrom(1, 2, 3),
    dimension: fc.constantFrom(8, 16, 32),
    quality: fc.integer({ min: 0, max: 5 }),
  });
  const table = fc.uniqueArray(cell, { minLength: 1, selector: ({ layer, dimension }) => `${layer}:${dimension}` });
  const times = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 }), fc.nat({ max: 9 }));
  const constraints = fc.record(
    { minQuality: fc.integer({ min: 0, max: 6 }), maxMilliseconds: fc.integer({ min: 1, max: 9 }) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(table, times, constraints, (anyCells, milliseconds, options) => {
      const exits = milliseconds.map((time, i) => ({ layer: i + 1, tokens: [128], milliseconds: [time] }));
      const timeOf = (layer: number): number => milliseconds[layer - 1]!;
      const fitting = anyCells.filter(
        ({ layer, quality }) => quality >= (options.minQuality ?? -Infinity) && timeOf(layer) <= (options.maxMilliseconds ?? Infinity),
      );
      const choose = (): ReturnType<typeof choosePlan> =>
        plan(options, {
          tables: [{ name: "t", cells: anyCells }],
          layers: [1, 2, 3],
          dimensions: [8, 16, 32],
          calibration: { exits },
        });
      if (fitting.length === 0) {
        expect(choose).toThrow(expect.objectContaining({ code: "PLAN_IMPOSSIBLE" }));
        return;
      }
      const chosen = choose();
      expect(fitting).toContainEqual({ layer: chosen.layer, dimension: chosen.dimension, quality: chosen.quality });
      for (const other of fitting) {
        if (options.minQuality === undefined) expect(other.quality).toBeLessThanOrEqual(chosen.quality ?? NaN);
        else expect(timeOf(other.layer)).toBeGreaterThanOrEqual(timeOf(chosen.layer));
      }
    }),
  );
});
