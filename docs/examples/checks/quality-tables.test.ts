import { expect, test } from "vitest";
import { namedTables } from "./markdown.ts";
import { read } from "./repository.ts";

test("the tables in docs/model-mini.md are those of the model's own files", () => {
  const quality: Record<string, Record<string, Record<string, number>>> = JSON.parse(read("packages/model-mini/quality.json"));
  const tables = namedTables(read("docs/model-mini.md"));
  expect([...tables.keys()]).toEqual(["stsb_test_spearman", "stsb_test_spearman_between_exits"]);
  for (const [name, rows] of tables) {
    const [[, ...dimensions] = [], ...body] = rows;
    const shown = body.map(([layer = "", ...cells]) => [
      layer,
      Object.fromEntries(cells.map((cell, column) => [dimensions[column], cell])),
    ]);
    const stated = Object.entries(quality[name] ?? {}).map(([layer, row]) => [
      layer,
      Object.fromEntries(Object.entries(row).map(([dimension, value]) => [dimension, value.toFixed(2)])),
    ]);
    expect(Object.fromEntries(shown), name).toEqual(Object.fromEntries(stated));
  }
});
