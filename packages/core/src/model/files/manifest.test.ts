import { expect, test } from "vitest";
import { parseManifest } from "./manifest.ts";

const file = "nestvec-manifest.json";
const sha256 = "0".repeat(64);
const files = {
  "onnx/a.onnx": { bytes: 10, sha256, externalFiles: ["onnx/w/a.bin"] },
  "onnx/w/a.bin": { bytes: 100, sha256 },
  "tokenizer.json": { bytes: 0, sha256 },
};
const parse = (changes: object) => parseManifest({ file, key: "", value: { version: 1, files: { ...files, ...changes } } });

test("files by path", () => {
  expect(parse({})).toEqual(
    new Map([
      ["onnx/a.onnx", { bytes: 10, sha256, externalFiles: ["onnx/w/a.bin"] }],
      ["onnx/w/a.bin", { bytes: 100, sha256, externalFiles: [] }],
      ["tokenizer.json", { bytes: 0, sha256, externalFiles: [] }],
    ]),
  );
});

test.each([
  [{ "a.bin": 7 }, "files.a.bin", "7", "a JSON object"],
  [{ "../a.bin": { bytes: 1, sha256 } }, "files.../a.bin", 'the text "../a.bin"', "a relative path that stays inside its folder"],
  [{ "a.bin": { bytes: -1, sha256 } }, "files.a.bin.bytes", "-1", "a whole number of at least 0"],
  [{ "a.bin": { sha256 } }, "files.a.bin.bytes", "missing", "a whole number of at least 0"],
  [{ "a.bin": { bytes: 1, sha256: "abc" } }, "files.a.bin.sha256", 'the text "abc"', "64 hexadecimal digits in lower case"],
  [{ "a.bin": { bytes: 1 } }, "files.a.bin.sha256", "missing", "64 hexadecimal digits in lower case"],
  [{ "a.onnx": { bytes: 1, sha256 } }, "files.a.onnx.externalFiles", "missing", "a list of paths, which may be empty"],
  [
    { "b/a.onnx": { bytes: 1, sha256, externalFiles: ["tokenizer.json"] } },
    "files.b/a.onnx.externalFiles.0",
    'the text "tokenizer.json"',
    'a path in "b/", the folder of the graph',
  ],
  [{ "a.onnx": { bytes: 1, sha256, externalFiles: ["none.bin"] } }, "files.none.bin", "missing", 'there, since "a.onnx" reads it'],
])("%j is refused", (changes, key, found, expected) => {
  expect(() => parse(changes)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID", details: { file, key, found, expected } }));
});

test.each([
  [{ files }, "version", "missing"],
  [{ version: 2, files }, "version", "2"],
  [{ version: 1 }, "files", "missing"],
  [[], "", "an empty list"],
])("the top of the file: %j is refused", (value, key, found) => {
  expect(() => parseManifest({ file, key: "", value })).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ file, key, found }) }),
  );
});
