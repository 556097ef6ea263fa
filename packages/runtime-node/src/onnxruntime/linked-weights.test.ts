import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { memorySource, modelFiles } from "@nestvec/core";
import { expect, test } from "vitest";
import { directory } from "../files/directory.ts";
import { failure, temporaryFolder } from "../testing/model-copies.ts";
import { encoderGraph, externalData, rawTensor } from "../testing/raw-onnx.ts";
import { relocatedFromHub } from "./linked-weights.ts";

const float = 1;
const tensor = (name: string, location: string) => rawTensor(name, [2], float, externalData({ location }));

/** A snapshot in a cache of the hub whose graph and weights are links to blobs in different folders. */
async function snapshotOf(graph: Uint8Array, ...more: readonly string[]): Promise<string> {
  const cache = await temporaryFolder();
  const snapshot = join(cache, "models--org--name", "snapshots", "0f2a");
  await mkdir(snapshot, { recursive: true });
  for (const path of ["model.onnx", "w.bin", ...more]) {
    const folder = join(cache, "blobs", `of-${path}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "blob"), path === "model.onnx" ? graph : new Uint8Array(8));
    await symlink(join(folder, "blob"), join(snapshot, path));
  }
  return snapshot;
}

test("weights that a graph names in several ways have one place in the cache", async () => {
  const graph = encoderGraph({ initializers: [tensor("a", "w.bin"), tensor("b", "./w.bin"), tensor("c", ".//w.bin")] });
  const snapshot = await snapshotOf(graph);
  const relocated = await relocatedFromHub(modelFiles(directory(snapshot)), "model.onnx");
  const moved = modelFiles(memorySource({ "model.onnx": relocated?.graph ?? "" }));
  expect(await moved.externalFiles("model.onnx")).toEqual([{ name: "blobs/of-w.bin/blob", path: "blobs/of-w.bin/blob", bytes: 8 }]);
});

test("weights that the files do not count among a graph's have no place in the working directory", async () => {
  const snapshot = await snapshotOf(encoderGraph({ initializers: [tensor("a", "w.bin"), tensor("b", "other.bin")] }), "other.bin");
  const files = modelFiles(directory(snapshot));
  const short = { ...files, externalFiles: async (graph: string) => (await files.externalFiles(graph)).slice(1) };
  expect(await failure(relocatedFromHub(short, "model.onnx"))).toMatchObject({
    code: "GRAPH_INVALID",
    details: { problem: 'it reads weights from "other.bin", which its manifest does not list' },
  });
});
