import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/model-copies.ts";
import { directory } from "./directory.ts";
import { filesIn } from "./files-in.ts";

async function folderOf(...paths: readonly string[]): Promise<string> {
  const root = await temporaryFolder();
  for (const path of paths) {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), "");
  }
  return root;
}

test("a folder lists its files by path, the shallowest first, without what is hidden or installed", async () => {
  const root = await folderOf("tokenizer.json", "onnx/model.onnx", "onnx/layer-6/model.onnx", ".git/config", "node_modules/a/model.onnx");
  await mkdir(join(root, "empty"));
  expect(await directory(root).list?.()).toEqual(["tokenizer.json", "onnx/model.onnx", "onnx/layer-6/model.onnx"]);
});

test("links count as what they lead to: to a file, a folder, nothing, and round in a circle", async () => {
  const root = await folderOf("blobs/a");
  const snapshot = await folderOf("config.json");
  await symlink(join(root, "blobs/a"), join(snapshot, "model.onnx"));
  await symlink(join(root, "blobs"), join(snapshot, "onnx"));
  await symlink(join(root, "gone"), join(snapshot, "gone.onnx"));
  expect(await directory(snapshot).list?.()).toEqual(["config.json", "model.onnx", "onnx/a"]);
  await symlink(snapshot, join(snapshot, "self"));
  expect((await directory(snapshot).list?.())?.length).toBeLessThan(20);
});

test("more files than any model has are no list that is cut short", async () => {
  const root = await folderOf("a", "b", "onnx/c");
  expect(await filesIn(root, 3)).toEqual(["a", "b", "onnx/c"]);
  expect(await filesIn(root, 2)).toBeUndefined();
});

test("a folder that is not there lists nothing", async () => {
  expect(await directory(join(await temporaryFolder(), "absent")).list?.()).toEqual([]);
});
