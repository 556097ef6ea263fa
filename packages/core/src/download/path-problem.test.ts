import { expect, test } from "vitest";
import { collidingPaths, namingProblem, pathProblem } from "./path-problem.ts";

test.each([
  "../escape",
  "a/../../escape",
  "..",
  "/etc/passwd",
  "//host/share",
  "a//b",
  "./a",
  "a/.",
  "a/",
  "",
  "..\\escape",
  "a\\b",
  "C:/windows",
  "c:escape",
  "file:///etc/passwd",
  "a\0b",
])("%j is no path of a repository", (path) => {
  expect(pathProblem(path)).toBeTypeOf("string");
});

test.each(["config.json", "onnx/model.onnx", "1_Pooling/config.json", ".gitattributes", "a/..b/c..", "ünï/代.json"])(
  "%j is one",
  (path) => {
    expect(pathProblem(path)).toBeUndefined();
  },
);

test.each(["aux", "onnx/NUL.onnx", "com1.json", "a/lpt9", "a./b", "a/b ", "a<b", "a:b", "a\u0007", "what?"])(
  "%j is not written",
  (path) => {
    expect(namingProblem(path)).toBeTypeOf("string");
  },
);

test.each(["auxiliary.json", "onnx/console.onnx", "com.json", ".gitattributes", "a.b/c.d"])("%j is written", (path) => {
  expect(namingProblem(path)).toBeUndefined();
});

test("paths that are one file on some systems are found", () => {
  expect(collidingPaths(["config.json", "onnx/Model.onnx", "onnx/model.onnx"])).toEqual(["onnx/Model.onnx", "onnx/model.onnx"]);
  expect(collidingPaths(["e\u0301.json", "\u00e9.json"])).toEqual(["e\u0301.json", "\u00e9.json"]);
  expect(collidingPaths(["onnx/model.onnx", "ONNX"])).toEqual(["ONNX", "onnx/model.onnx"]);
  expect(collidingPaths(["a/b", "a/c", "ab"])).toBeUndefined();
});
