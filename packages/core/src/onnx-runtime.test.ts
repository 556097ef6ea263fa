import { expect, test } from "vitest";
import { memorySource } from "./model/files/memory-source.ts";
import { modelFiles } from "./model/graphs/model-files.ts";
import { onnxRuntime, type OnnxRuntime } from "./onnx-runtime.ts";
import type { Runtime } from "./runtime/runtime.ts";

/** The shortest file that has a graph in it. */
const files = modelFiles(memorySource({ "m.onnx": Uint8Array.of(0x3a, 0) }));

/** A runtime that makes sessions in this way, and has the arena off. */
const runtimeOver = (InferenceSession: { readonly create: (model: unknown, options: unknown) => Promise<unknown> }): Runtime =>
  onnxRuntime({
    name: "a test",
    version: "1",
    machine: "none",
    load: async () => ({ InferenceSession }) as unknown as OnnxRuntime,
    providers: [{ name: "cpu" }],
    builtIn: { cpu: { obstacle: async () => undefined, sessionOption: () => "cpu" } },
    importModule: () => expect.unreachable(),
    session: { enableCpuMemArena: false },
  });

test("a message of ONNX Runtime is kept whole, in one line", async () => {
  const said =
    "Got invalid dimensions for input: input_ids for the following indices\n index: 0 Got: 2 Expected: 1\n Please fix the model.";
  const runtime = runtimeOver({ create: () => Promise.reject(new Error(said)) });
  await expect(runtime.open(files, "m.onnx")).rejects.toThrow(
    'ONNX Runtime could not open the graph "m.onnx": Got invalid dimensions for input: input_ids for the following indices index: 0 Got: 2 Expected: 1 Please fix the model.',
  );
});

test("memory of a run is kept for the next one where batches are bounded, and nowhere else", async () => {
  const created: unknown[] = [];
  const session = { inputMetadata: [], outputMetadata: [], run: () => expect.unreachable(), release: async () => {} };
  const create = async (_model: unknown, options: unknown): Promise<typeof session> => {
    created.push(options);
    return session;
  };
  const runtime = runtimeOver({ create });
  await runtime.open(files, "m.onnx", { isBounded: true });
  await runtime.open(files, "m.onnx", { isBounded: false });
  await runtime.open(files, "m.onnx");
  expect(created).toMatchObject([{ enableCpuMemArena: true }, { enableCpuMemArena: false }, { enableCpuMemArena: false }]);
});
