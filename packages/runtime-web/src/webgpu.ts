import type { Embedder, ExecutionProvider, Runtime } from "@nestvec/core";
import type { GivenFiles } from "./files/given-files.ts";
import { webgpuBuild, webgpuProvider } from "./gpu/webgpu-build.ts";
import { loadModelWith, type LoadOptions } from "./load-model.ts";
import { webRuntimeFrom, type WebRuntimeOptions } from "./web-runtime.ts";

/** ONNX Runtime's kernels for the GPU that the browser gives. A graph is trusted once its vectors are those of WebAssembly. */
export const webgpu = (): ExecutionProvider => webgpuProvider();

/**
 * Loads a model as `loadModel` of the package's main entry does, to run on the GPU. Every exit's vectors are compared with those of
 * WebAssembly when it is opened; where there is no GPU, or they differ, WebAssembly runs it, and `info()` says why.
 * @throws NestvecError as there
 */
export function loadModel(model: string | URL | GivenFiles, options?: LoadOptions): Promise<Embedder> {
  return loadModelWith({ build: webgpuBuild, startWorker }, model, options);
}

/** ONNX Runtime in a browser, on the GPU or in WebAssembly. @see webRuntime of the package's main entry */
export const webgpuRuntime = (options: WebRuntimeOptions = {}): Runtime => webRuntimeFrom(webgpuBuild, options);

// Bundlers find the worker by this very form.
const startWorker = (): Worker => new Worker(new URL("./webgpu-worker.js", import.meta.url), { type: "module", name: "nestvec" });
