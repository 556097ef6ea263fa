import { mkdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { memorySource, modelFiles, NestvecError } from "@nestvec/core";
import { expect, test } from "vitest";
import { directory } from "../files/directory.ts";
import { exportedGraphs } from "../testing/exported-graphs.ts";
import { hostileGraphs } from "../testing/hostile-graphs.ts";
import { hostileSettings } from "../testing/hostile-settings.ts";
import { temporaryFolder } from "../testing/model-copies.ts";
import { encoderGraph, externalData, rawTensor } from "../testing/raw-onnx.ts";
import { filesBeside, openWatched } from "../testing/watched-model.ts";

const beside = await filesBeside();
const mayBeAsked = /^(?!.*\.\.)[a-z0-9_./-]+$/i;
const float = 1;
const withWeights = encoderGraph({ initializers: [rawTensor("w", [2], float, externalData({ location: "w.bin" }))] });

test("the graph that the hostile ones are made from is opened and runs", async () => {
  const model = { ...beside, "model.onnx": encoderGraph(), "w.bin": new Uint8Array(16) };
  expect(await openWatched(model, true)).toMatchObject({ error: undefined, opened: 1 });
});

test.each(hostileGraphs)("$name is refused before a runtime sees it", async ({ graph, code, says }) => {
  const { error, opened, paths } = await openWatched({ ...beside, "model.onnx": graph, "w.bin": new Uint8Array(16) });
  expect(opened).toBe(0);
  if (!NestvecError.is(error, code)) return expect.unreachable(`not a ${code}: ${String(error)}`);
  expect(error.message).toContain(says);
  expect([...paths].filter((path) => !mayBeAsked.test(path))).toEqual([]);
});

test.each(Object.entries(exportedGraphs))("%s is not refused", async (_what, additions) => {
  const files = modelFiles(memorySource({ "model.onnx": encoderGraph(additions) }));
  expect(await files.checkGraph("model.onnx")).toBeUndefined();
});

test.each(hostileSettings(beside))("$name is refused before a runtime sees the model", async ({ files, code, says }) => {
  const { error, opened } = await openWatched({ ...beside, "model.onnx": encoderGraph(), ...files });
  expect(opened).toBe(0);
  if (!NestvecError.is(error, code)) return expect.unreachable(`not a ${code}: ${String(error)}`);
  expect(error.message).toContain(says);
});

/** A model in a folder. */
async function folderOf(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content);
  return folder;
}

test("weights that are a link out of the folder are refused; one that stays inside is not", async () => {
  const folder = await folderOf({ ...beside, "model.onnx": withWeights, "secret.bin": new Uint8Array(8) });
  const elsewhere = join(await temporaryFolder(), "secret.bin");
  await writeFile(elsewhere, new Uint8Array(8));
  await symlink(elsewhere, join(folder, "w.bin"));
  const { error, opened } = await openWatched(directory(folder));
  expect(opened).toBe(0);
  expect(error).toMatchObject({ code: "GRAPH_INVALID", details: { problem: expect.stringContaining(elsewhere) } });

  const inside = await folderOf({ ...beside, "model.onnx": withWeights, "other.bin": new Uint8Array(8) });
  await symlink("other.bin", join(inside, "w.bin"));
  expect((await openWatched(directory(inside))).opened).toBe(1);
});

test("in the hub's cache, links lead into the blobs of the same repository, and nowhere else", async () => {
  const cache = await temporaryFolder();
  const snapshot = join(cache, "models--org--name", "snapshots", "0123abcd");
  for (const repository of ["models--org--name", "models--org--other"]) {
    await mkdir(join(cache, repository, "blobs"), { recursive: true });
    await writeFile(join(cache, repository, "blobs", "cafe"), new Uint8Array(8));
  }
  await mkdir(snapshot, { recursive: true });
  for (const [path, content] of Object.entries({ ...beside, "model.onnx": withWeights })) await writeFile(join(snapshot, path), content);
  await symlink("../../blobs/cafe", join(snapshot, "w.bin"));
  expect((await openWatched(directory(snapshot))).opened).toBe(1);
  await rm(join(snapshot, "w.bin"));
  await symlink("../../../models--org--other/blobs/cafe", join(snapshot, "w.bin"));
  expect(await openWatched(directory(snapshot))).toMatchObject({ opened: 0, error: { code: "GRAPH_INVALID" } });
});

test.each([
  ["model.onnx", 3 * 2 ** 30, "GRAPH_INVALID"],
  ["config.json", 2 ** 30, "CONFIG_INVALID"],
  ["tokenizer.json", 2 ** 30, "CONFIG_INVALID"],
])("a %s of %i bytes is refused by its size, unread", async (path, bytes, code) => {
  const folder = await folderOf({ ...beside, "model.onnx": encoderGraph() });
  await truncate(join(folder, path), bytes);
  const source = directory(folder);
  const { error, opened } = await openWatched({ ...source, read: (asked) => (asked === path ? expect.unreachable() : source.read(asked)) });
  expect(opened).toBe(0);
  expect(error).toMatchObject({ code, message: expect.stringMatching(/bytes/) });
});
