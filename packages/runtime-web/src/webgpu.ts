import type { Embedder, ExecutionProvider, Runtime } from "@nestvec/core";
import type { GivenFiles } from "./files/given-files.ts";
import { webgpuBuild, webgpuProvider } from "./onnxruntime/webgpu-build.ts";
import { loadModelWith, type LoadOptions } from "./load/load-model.ts";
import { webRuntimeFrom, type WebRuntimeOptions } from "./onnxruntime/web-runtime.ts";

/**
 * ONNX Runtime's kernels for the GPU that the browser gives. A graph is trusted once its vectors are those of WebAssembly.
 * @example
 * ```ts
 * import { loadModel, webgpu } from "@nestvec/runtime-web/webgpu";
 *
 * // Without WebAssembly to fall back on: it fails where there is no GPU.
 * await using embedder = await loadModel("/models/nestvec-mini/", { providers: [webgpu()] });
 * console.log((await embedder.embed(["nesting dolls"])).provider);
 * ```
 */
export const webgpu = (): ExecutionProvider => webgpuProvider();

/**
 * Loads a model as `loadModel` of the package's main entry does, to run on the GPU. Every exit's vectors are compared with those of
 * WebAssembly when it is opened; where there is no GPU, or they differ, WebAssembly runs it, and `info()` says why.
 * @throws NestvecError as there
 * @example
 * ```ts
 * import { loadModel } from "@nestvec/runtime-web/webgpu";
 *
 * await using embedder = await loadModel("/models/nestvec-mini/");
 * const { provider } = await embedder.embed(["nesting dolls"]);
 * console.log(provider, (await embedder.info()).notes);
 * ```
 */
export function loadModel(model: string | URL | GivenFiles, options?: LoadOptions): Promise<Embedder> {
  return loadModelWith({ build: webgpuBuild, startWorker }, model, options);
}

/**
 * ONNX Runtime in a browser, on the GPU or in WebAssembly. @see webRuntime of the package's main entry
 * @example
 * ```ts
 * import { memorySource, modelFiles } from "@nestvec/core";
 * import { webgpuRuntime } from "@nestvec/runtime-web/webgpu";
 *
 * const graph = new Uint8Array(await (await fetch("/model.onnx")).arrayBuffer());
 * const session = await webgpuRuntime().open(modelFiles(memorySource({ "model.onnx": graph })), "model.onnx");
 * console.log(session.provider);
 * await session.dispose();
 * ```
 */
export const webgpuRuntime = (options: WebRuntimeOptions = {}): Runtime => webRuntimeFrom(webgpuBuild, options);

// Bundlers find the worker by this very form.
const startWorker = (): Worker => new Worker(new URL("./webgpu-worker.js", import.meta.url), { type: "module", name: "nestvec" });
