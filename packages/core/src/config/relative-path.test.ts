import { expect, test } from "vitest";
import { folderOf, relativePath } from "./relative-path.ts";

test.each([
  ["model.onnx", "model.onnx"],
  ["./layer-6//model.onnx", "layer-6/model.onnx"],
  ["a/b..c/..d", "a/b..c/..d"],
])("%j stays inside", (path, normal) => {
  expect(relativePath(path)).toBe(normal);
});

test.each([
  "",
  ".",
  "/etc/passwd",
  "\\\\host\\share",
  "C:\\weights.bin",
  "c:/weights.bin",
  "../a",
  "a/../../b",
  "a\\..\\b",
  "https://example.org/a",
  "file:a",
  "a\0b",
])("%j is refused", (path) => {
  expect(relativePath(path)).toBeUndefined();
});

test("the folder of a path ends with its slash", () => {
  expect(folderOf("onnx/layer-6/model.onnx")).toBe("onnx/layer-6/");
  expect(folderOf("model.onnx")).toBe("");
});
