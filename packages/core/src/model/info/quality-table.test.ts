import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeModel } from "../describe/describe-model.ts";
import { memorySource } from "../files/memory-source.ts";
import type { ModelDescription } from "../describe/model-description.ts";
import { readQualityTables } from "./quality-table.ts";

const config = '{"model_name": "small", "total_layers": 6, "hidden_size": 64, "available_layers": [6]}';
const small = { "onnx/model_config.json": config, "onnx/layer-6/model.onnx": "", "tokenizer.json": "{}" };

async function read(quality: string | Uint8Array | undefined) {
  const source = memorySource(quality === undefined ? small : { ...small, "quality.json": quality });
  return readQualityTables(source, (await describeModel(source)) as ModelDescription);
}

test("the tables of the bundled model, without those between exits", async () => {
  const tables = await read(readFileSync(new URL("../../../../model-mini/quality.json", import.meta.url)));
  expect(tables.map(({ name, cells }) => [name, cells.length])).toEqual([
    ["stsb_test_spearman", 20],
    ["stsb_dev_spearman", 20],
    ["banking77_nearest_accuracy", 20],
  ]);
  expect(tables[0]!.cells).toContainEqual({ layer: 6, dimension: 384, quality: 81.71 });
});

test.each([undefined, "{}", '{"what": "nothing"}', '{"t": {"2:6": {"64": 1}}}'])("no table to plan by: %j", async (quality) => {
  expect(await read(quality)).toEqual([]);
});

test.each([
  ['{"what": 1}', "what", "1", "a text"],
  ['{"t": 1}', "t", "1", "a JSON object"],
  ['{"t": {}}', "t", "an empty object", "a table of at least one layer"],
  ['{"t": {"six": {"64": 1}}}', "t.six", 'under "six"', "under a layer, such as 6"],
  ['{"t": {"6": {"64": 1}, "2:6": {"64": 1}}}', "t.2:6", 'under "2:6"', "under a layer, such as 6"],
  ['{"t": {"2:6:8": {"64": 1}}}', "t.2:6:8", 'under "2:6:8"', "under two layers, such as 2:6"],
  ['{"t": {"2:6": {"64": "high"}}}', "t.2:6.64", 'the text "high"', "a number"],
  ['{"t": {"6": 1}}', "t.6", "1", "a JSON object"],
  ['{"t": {"6": {"all": 1}}}', "t.6.all", 'under "all"', "under a dimension, such as 64"],
  ['{"t": {"6": {"64": "high"}}}', "t.6.64", 'the text "high"', "a number"],
  ['{"t": {"6": {"64": null}}}', "t.6.64", "null", "a number"],
])("%s is refused", async (quality, key, found, expected) => {
  await expect(read(quality)).rejects.toMatchObject({ code: "CONFIG_INVALID", details: { file: "quality.json", key, found, expected } });
});
