import { modelFiles, NestvecError } from "@nestvec/core";
import { loadWebAssembly } from "@nestvec/onnxruntime";
import { expect, test } from "vitest";
import { directory } from "../files/directory.ts";
import { modelDirectory } from "../files/model-directory.ts";
import { loadModel } from "../open/load-model.ts";
import { eitherRuntime } from "./either-runtime.ts";
import { loadOnnxRuntime } from "./load-onnx-runtime.ts";
import { nodeRuntime, nodeRuntimeFrom } from "./node-runtime.ts";
import { wasmRuntime } from "./wasm-runtime.ts";

const mini = await modelDirectory("nestvec-mini");
const files = modelFiles(directory(mini));
const graph = "onnx/model_layer_2.onnx";

const problem = "it needs a newer glibc";
const noBinary = (): Promise<never> => Promise.reject(new NestvecError("PLATFORM_UNSUPPORTED", { platform: "here", problem }));

test("where the binary does not load, WebAssembly runs graphs, and the notes say why", async () => {
  const runtime = nodeRuntimeFrom(noBinary, { threads: 1 });
  expect(runtime.name).toBe("onnxruntime-node");
  await runtime.ready?.();
  expect(runtime.name).toBe("onnxruntime-wasm");
  expect(runtime.machine).toContain("1 threads of WebAssembly");
  expect(runtime.notes?.()).toEqual([`WebAssembly runs graphs in place of ONNX Runtime's binary: ${problem}.`]);
  const session = await runtime.open(files, graph);
  expect(session.provider).toBe("wasm");
  await session.dispose();
});

test("where it loads, it runs graphs, and there is nothing to note", async () => {
  const runtime = nodeRuntimeFrom(loadOnnxRuntime, { threads: 1 });
  const session = await runtime.open(files, graph);
  expect([runtime.name, session.provider, runtime.notes?.()]).toEqual(["onnxruntime-node", "cpu", []]);
  await session.dispose();
});

test("the binary alone is an error with the reason where it does not load", async () => {
  const runtime = nodeRuntimeFrom(noBinary, { runtime: "native" });
  await expect(runtime.open(files, graph)).rejects.toMatchObject({ code: "PLATFORM_UNSUPPORTED", details: { problem } });
});

test("where neither is there, the error says why, and what adds WebAssembly; the next call tries again", async () => {
  let isInstalled = false;
  const runtime = eitherRuntime("auto", {
    native: nodeRuntimeFrom(noBinary, { runtime: "native" }),
    loadNative: noBinary,
    wasm: wasmRuntime({ providers: [{ name: "cpu" }], threads: 1 }),
    loadWasm: () => (isInstalled ? loadWebAssembly() : Promise.reject(new Error("npm install it"))),
  });
  await runtime.ready?.();
  const failed = runtime.open(files, graph);
  await expect(failed).rejects.toMatchObject({ code: "PLATFORM_UNSUPPORTED", details: { problem: `${problem}; npm install it` } });
  isInstalled = true;
  await (await runtime.open(files, graph)).dispose();
  expect(runtime.name).toBe("onnxruntime-wasm");
});

test("another runtime is refused", async () => {
  const expected = `"runtime" is the text "webgl"; it must be "auto", "native" or "wasm"`;
  expect(() => nodeRuntime({ runtime: "webgl" as "auto" })).toThrow(expected);
  await expect(loadModel("nestvec-mini", { runtime: "webgl" as "auto" })).rejects.toThrow(expected);
});
