import { expect, test } from "vitest";
import { modelPlace, withGraph } from "./model-place.ts";

const host = "https://host.example";

test.each([
  ["/models/tiny", "/models/tiny/", undefined],
  ["/models/tiny/#part", "/models/tiny/", undefined],
  ["/models/tiny/onnx/", "/models/tiny/onnx/", undefined],
  ["/models/tiny/model.onnx", "/models/tiny/", "model.onnx"],
  ["/org/name/resolve/main/onnx/model_fp16.onnx", "/org/name/resolve/main/", "onnx/model_fp16.onnx"],
  ["/models/tiny/onnx/layer-6/model.onnx", "/models/tiny/", "onnx/layer-6/model.onnx"],
  ["/tiny/a%20b.onnx?download=true", "/tiny/?download=true", "a b.onnx"],
])("%s is the folder %s and the graph %s", (path, folder, file) => {
  for (const given of [host + path, new URL(host + path)])
    expect(modelPlace(given)).toEqual({ model: host + folder, ...(file === undefined ? {} : { file }) });
});

test.each([`${host}/tiny/config.json`, "blob:https://host.example/0f2a", "data:text/plain,x"])("%s has no files beside it", (given) => {
  expect(() => modelPlace(given)).toThrow('"model" is');
});

test("a graph that the URL names is the only one named", () => {
  expect(withGraph({ threads: 1 }, undefined)).toEqual({ threads: 1 });
  expect(withGraph({ threads: 1, dtype: "auto" }, "model.onnx")).toEqual({ threads: 1, dtype: "auto", file: "model.onnx" });
  expect(() => withGraph({ dtype: "q8" }, "model.onnx")).toThrow('"dtype" is the text "q8"');
  expect(() => withGraph({ file: "a.onnx" }, "model.onnx")).toThrow('"file" is the text "a.onnx"');
});
