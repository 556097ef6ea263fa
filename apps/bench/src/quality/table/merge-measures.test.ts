import { expect, test } from "vitest";
import type { QualityCell, QualityMeasure } from "../../results/quality.ts";
import { mergeMeasures } from "./merge-measures.ts";
import { formatQualityFile, parseQualityFile } from "./quality-file.ts";

const cell = (
  queryLayer: number,
  storedLayer: number,
  dimension: number,
  quality: number,
  stored: QualityCell["stored"] = "float32",
): QualityCell => ({
  queryLayer,
  storedLayer,
  dimension,
  stored,
  quality,
  storedBytes: 4 * dimension,
});

const measure = (name: string, what: string, ...cells: QualityCell[]): QualityMeasure => ({ name, what, cells });

const merged = (json: string, ...measures: QualityMeasure[]): string =>
  formatQualityFile(mergeMeasures(parseQualityFile(json, "quality.json"), measures));

test("a first file: layers shallowest first, dimensions widest first, two digits", () => {
  const json = merged(
    "{}",
    measure("t", "What it is.", cell(10, 10, 64, 1.005), cell(2, 2, 64, 80.126), cell(2, 2, 384, 81), cell(2, 2, 384, 5, "int8")),
    measure("t_between_exits", "The same.", cell(2, 10, 64, 70), cell(2, 6, 64, 71)),
  );
  expect(json).toBe(`{
  "what": "t: What it is; t_between_exits: The same",
  "t": {
    "2": { "384": 81, "64": 80.13 },
    "10": { "64": 1 }
  },
  "t_between_exits": {
    "2:6": { "64": 71 },
    "2:10": { "64": 70 }
  }
}
`);
});

test("what was not measured anew stays: tables, their order, layers, dimensions, and what they are", () => {
  const old = `{"what": "All our own; b: Old", "b": {"2": {"64": 1, "32": 2}, "6": {"64": 3}}, "a": {"2": {"64": 4}}}`;
  const json = merged(old, measure("c", "New; and more.", cell(2, 2, 64, 5)), measure("b", "New.", cell(2, 2, 64, 6)));
  expect(json).toBe(`{
  "what": "All our own; c: New, and more; b: New",
  "b": {
    "2": { "64": 6, "32": 2 },
    "6": { "64": 3 }
  },
  "a": {
    "2": { "64": 4 }
  },
  "c": {
    "2": { "64": 5 }
  }
}
`);
  expect(merged(json, measure("b", "New.", cell(2, 2, 64, 6)), measure("c", "New; and more.", cell(2, 2, 64, 5)))).toBe(
    json.replace("c: New, and more; b: New", "b: New; c: New, and more"),
  );
});

test("a measure of narrow types alone makes no table", () => {
  const { tables } = mergeMeasures({ what: undefined, tables: new Map() }, [measure("t", "What.", cell(2, 2, 64, 1, "binary"))]);
  expect([...tables]).toEqual([]);
});

test.each([
  ["", "", "not JSON"],
  ["[]", "", "[]"],
  ['{"what": 1}', "what", "1"],
  ['{"t": 1}', "t", "1"],
  ['{"t": {}}', "t", "{}"],
  ['{"t": {"six": {"64": 1}}}', "t.six", '"six"'],
  ['{"t": {"6": 1}}', "t.6", "1"],
  ['{"t": {"6": {"all": 1}}}', "t.6.all", '"all"'],
  ['{"t": {"6": {"64": null}}}', "t.6.64", "null"],
])("%j is refused, since writing it again would lose something", (json, key, found) => {
  expect(() => parseQualityFile(json, "quality.json")).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID", details: expect.objectContaining({ file: "quality.json", key, found }) as unknown }),
  );
});
