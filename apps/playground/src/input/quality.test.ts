import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readQuality } from "./quality.ts";

const file = fileURLToPath(import.meta.resolve("@nestvec/model-mini/quality.json"));
const mini = JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, Record<string, number>>>;

test("the bundled model's tables are read by layer and dimension, without those between exits", () => {
  const quality = readQuality(mini);
  expect(quality?.tables.map(({ name }) => name)).toEqual(["stsb_test_spearman", "stsb_dev_spearman", "banking77_nearest_accuracy"]);
  expect(quality?.what).toContain("Spearman");
  for (const { name, byLayer } of quality?.tables ?? []) {
    const rows = [...byLayer].map(([layer, cells]) => [String(layer), Object.fromEntries(cells)]);
    expect(Object.fromEntries(rows)).toEqual(mini[name]);
  }
});

test.each([undefined, null, [], "text", {}, { what: "nothing" }, { t: { six: { "64": 1 } } }, { t: { "6": { "64": "high" } } }])(
  "%j has no table",
  (value) => expect(readQuality(value)).toBeUndefined(),
);
