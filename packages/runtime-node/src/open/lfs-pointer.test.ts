import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failure, tinyCopy, vectorOf } from "../testing/model-copies.ts";

const pointer =
  "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

test.each([
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "1_Pooling/config.json",
  "onnx/model_config.json",
  "onnx/layer-6/model.onnx",
  "onnx/layer-6/model.onnx.data",
])("a Git LFS pointer in place of %s says what to do", async (path) => {
  const folder = await tinyCopy();
  await writeFile(join(folder, path), pointer);
  const error = await failure(vectorOf(folder, { isolation: "none" }));
  const problem = "it is a Git LFS pointer, not the file itself; fetch it with git lfs pull";
  expect(error).toMatchObject({ code: "FILE_NOT_READABLE", details: { file: path, problem } });
});
