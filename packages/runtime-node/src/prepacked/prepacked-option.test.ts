import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modelFiles } from "@nestvec/core";
import { initializer, node, onnxModel, value } from "@nestvec/onnx/writer";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { directory } from "../files/directory.ts";
import { nodeRuntime, type NodeRuntimeOptions } from "../onnxruntime/node-runtime.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nestvec-prepacked-"));
  const size = 1024;
  await writeFile(
    join(root, "weights.bin"),
    Float32Array.from({ length: size * size }, (_, index) => Math.sin(index)),
  );
  const weights = initializer("weights", [size, size], "float32", { location: "weights.bin", offset: 0, length: 4 * size * size });
  const shape = ["rows", size] as const;
  await writeFile(
    join(root, "model.onnx"),
    onnxModel({
      nodes: [node("MatMul", ["hidden", "weights"], ["out"])],
      initializers: [weights],
      inputs: [value("hidden", "float32", shape)],
      outputs: [value("out", "float32", shape)],
    }),
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

/** What the cache folder holds after a graph of 4 MiB was opened, and what the runtime says. */
async function opened(options: NodeRuntimeOptions, cache = join(root, `cache-${Math.random()}`)) {
  vi.stubEnv("NESTVEC_CACHE", cache);
  const runtime = nodeRuntime({ threads: 1, ...options });
  const session = await runtime.open(modelFiles(directory(root)), "model.onnx");
  await session.dispose();
  return { kept: await readdir(join(cache, "prepacked")).catch(() => []), notes: runtime.notes?.() };
}

test("prepacked weights are kept in the cache folder, and not with 0 bytes for them", async () => {
  expect(await opened({})).toEqual({ kept: [expect.stringMatching(/^[0-9a-f]{40}$/)], notes: [] });
  expect(await opened({ prepackedCacheBytes: 0 })).toEqual({ kept: [], notes: [] });
  expect(() => nodeRuntime({ prepackedCacheBytes: -1 })).toThrow('"prepackedCacheBytes" is -1; it must be a whole number of at least 0');
});

test("a folder that cannot be written is a note", async () => {
  expect(await opened({}, join(root, "weights.bin"))).toEqual({
    kept: [],
    notes: [expect.stringMatching(/^The prepacked weights of ".*model\.onnx" were not taken from the cache: E\w+: .*[^.]\.$/)],
  });
});
