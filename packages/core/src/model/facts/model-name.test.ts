import { expect, test } from "vitest";
import { modelName } from "./model-name.ts";

test.each([
  ["/models/tiny/", "tiny"],
  ["C:\\models\\tiny", "tiny"],
  ["tiny", "tiny"],
  ["./tiny/onnx", "tiny"],
  ["tiny/onnx/layer-4/model.onnx", "tiny"],
  ["tiny/model.onnx", "tiny"],
  ["/copies/layer-4", "layer-4"],
  ["onnx", "onnx"],
  ["model.onnx", "model.onnx"],
  ["https://host/models/tiny/", "tiny"],
  ["/hub/models--intfloat--e5-small/snapshots/0f2a/onnx/model.onnx", "e5-small"],
  ["/hub/models--intfloat--e5-small", "e5-small"],
  ["/hub/models--gpt2/snapshots/0f2a", "gpt2"],
  ["/backups/snapshots/0f2a", "0f2a"],
  ["/", "/"],
  ["", ""],
])("the model at %j is called %j", (place, name) => {
  expect(modelName(place)).toBe(name);
});
