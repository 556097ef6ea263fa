import { expect, test } from "vitest";
import { isExitConfig, parseExitConfig } from "./exit-config.ts";

const at = (value: unknown) => ({ file: "config.json", key: "", value });

test("an exit's config.json is told from a transformer's", () => {
  expect(isExitConfig(at({ layer: 6, hidden_size: 64, total_layers: 6 }))).toBe(true);
  expect(isExitConfig(at({ model_type: "bert", num_hidden_layers: 6 }))).toBe(false);
  expect(isExitConfig(at({ model_type: "bert", layer: 6 }))).toBe(false);
});

test("layer and width", () => {
  expect(parseExitConfig(at({ layer: 2, hidden_size: 64, total_layers: 6 }))).toEqual({ file: "config.json", layer: 2, width: 64 });
});

test("a layer beyond the last is refused", () => {
  const details = { file: "config.json", key: "layer", found: "7", expected: "a whole number from 1 to 6, the number of layers in all" };
  expect(() => parseExitConfig(at({ layer: 7, total_layers: 6 }))).toThrow(expect.objectContaining({ code: "CONFIG_INVALID", details }));
});
