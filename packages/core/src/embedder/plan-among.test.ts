import { expect, test } from "vitest";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { ModelInfo } from "../model/info/model-info.ts";
import type { QualityTable } from "../model/info/quality-table-types.ts";
import type { CalibratedExit } from "../plan/calibration.ts";
import { choosePlan } from "../plan/choose-plan.ts";
import { planAmong, type Planner } from "./plan-among.ts";

/** A form of a model of two exits, by its qualities and its milliseconds at any length; plans are chosen as an embedder chooses them. */
function form(name: string, qualities: readonly [number, number] | undefined, times: readonly [number, number], table = "pairs") {
  const layers = [1, 2];
  let isCalibrated = false;
  const cells = (qualities ?? []).flatMap((quality, place) => [
    { layer: layers[place] ?? 0, dimension: 64, quality: quality - 1 },
    { layer: layers[place] ?? 0, dimension: 128, quality },
  ]);
  const tables: QualityTable[] = qualities === undefined ? [] : [{ name: table, cells }];
  const exits: CalibratedExit[] = layers.map((layer, place) => ({ layer, tokens: [16], milliseconds: [times[place] ?? 0] }));
  const planner: Planner & { readonly measured: () => boolean } = {
    measured: () => isCalibrated,
    info: async () => ({ name }) as ModelInfo,
    async plan(options = {}) {
      if (options.maxMilliseconds !== undefined) isCalibrated = true;
      const calibration = isCalibrated ? { exits } : undefined;
      const inputs = { tables, layers, dimensions: [128, 64], width: 128, maxTokens: 16, model: name, file: "quality.json" };
      return choosePlan({ ...inputs, options, calibration });
    },
  };
  return planner;
}

const exact = form("exact", [80, 90], [2, 4]);
const int8 = form("int8", [79.5, 89.5], [1, 2.1]);

test("a least quality is had from the form in which it costs the least time", async () => {
  expect(await planAmong([exact, int8], { minQuality: 79 })).toMatchObject({ embedder: int8, layer: 1, dimension: 128, milliseconds: 1 });
  expect(await planAmong([exact, int8], { minQuality: 80 })).toMatchObject({ embedder: exact, layer: 1, milliseconds: 2 });
  // 89.5 takes 2.1 ms in int8, and 4 in float32.
  expect(await planAmong([exact, int8], { minQuality: 85 })).toMatchObject({ embedder: int8, layer: 2, dimension: 64, quality: 88.5 });
});

test("within a time, the best quality of any form", async () => {
  expect(await planAmong([exact, int8], { maxMilliseconds: 3 })).toMatchObject({ embedder: int8, layer: 2, quality: 89.5 });
  expect(await planAmong([exact, int8], { maxMilliseconds: 4 })).toMatchObject({ embedder: exact, layer: 2, quality: 90 });
});

test("forms that were not measured on this machine are measured, whatever is asked for", async () => {
  const [left, right] = [form("left", [80, 90], [2, 4]), form("right", [80, 90], [1, 5])];
  expect(await planAmong([left, right], { minQuality: 80 })).toMatchObject({ embedder: right, milliseconds: 1 });
  expect([left.measured(), right.measured()]).toEqual([true, true]);
});

test("what no form can do is an error that says what each can", async () => {
  const error = await planAmong([exact, int8], { minQuality: 85, maxMilliseconds: 1.5 }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "PLAN_IMPOSSIBLE" });
  expect((error as Error).message).toBe(
    'No cut gives a quality of at least 85 in "pairs" and a text of 16 tokens in at most 1.5 ms; of "exact" the fastest takes 2 ms (layer 1) for 16 tokens; ' +
      'of "int8" within that time the best is 79.5 (layer 1, dimension 128), and that quality takes 2.1 ms (layer 2).',
  );
});

test("a form without a table is an error where quality counts, and not where time alone does", async () => {
  const unknown = form("unknown", undefined, [1, 3]);
  await expect(planAmong([exact, unknown], { minQuality: 80 })).rejects.toThrow('"unknown" has no quality.json');
  await expect(planAmong([exact, unknown])).rejects.toThrow('"unknown" has no quality.json');
  expect(await planAmong([unknown, form("slower", undefined, [2, 6])], { maxMilliseconds: 3.5 })).toMatchObject({
    embedder: unknown,
    layer: 2,
  });
});

test("qualities of two tables are not compared", async () => {
  const other = form("other", [70, 75], [1, 2], "questions");
  const error = await planAmong([exact, other]).catch((thrown: unknown) => thrown);
  expect(NestvecError.is(error, "ARGUMENT_INVALID")).toBe(true);
  expect((error as Error).message).toContain('a quality table that every model has, since by default they go by "pairs" and "questions"');
});

test("bad arguments, and a signal that has fired, are errors", async () => {
  await expect(planAmong([])).rejects.toThrow("a list of at least one embedder");
  await expect(planAmong(exact as never)).rejects.toThrow("a list of at least one embedder");
  await expect(planAmong([exact], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "ABORTED" });
});
