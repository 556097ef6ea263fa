import type { Embedder } from "@nestvec/core";
import type { GivenFiles } from "./files/given-files.ts";
import { loadModelWith, type LoadOptions } from "./load/load-model.ts";
import { wasmBuild } from "./onnxruntime/web-runtime.ts";

export type { GivenFile, GivenFiles } from "./files/given-files.ts";
export type { LoadProgress } from "@nestvec/core";
export { clearCache } from "./files/cache-store.ts";
export type { CacheChoice } from "./files/open-store.ts";
export type { LoadOptions } from "./load/load-model.ts";
export type { WasmPaths } from "./onnxruntime/onnx-build.ts";
export type { ModelSettings } from "./open/open-here.ts";
export { wasm, webRuntime, type WebRuntimeOptions } from "./onnxruntime/web-runtime.ts";

/**
 * Loads a model into a Web Worker: from the URL of its folder, with a manifest for preference, or from files that the page has. Only what is
 * wanted is downloaded: an exit's files when it is first used, or with `warmUp({ layers })`.
 * @throws NestvecError MODEL_NOT_FOUND, CONFIG_INVALID, FILE_MISSING, FILE_TRUNCATED, FILE_NOT_READABLE, FILE_DIGEST_MISMATCH, MODULE_UNSUPPORTED,
 * TOKENIZER_UNUSABLE, ARGUMENT_INVALID, ABORTED, PLATFORM_UNSUPPORTED, and WORKER_DIED where the worker cannot be started
 * @example
 * ```ts
 * import { loadModel } from "@nestvec/runtime-web";
 *
 * await using embedder = await loadModel("/models/nestvec-mini/", {
 *   onProgress: ({ bytes, totalBytes }) => console.log(`${bytes} of ${totalBytes} bytes`),
 * });
 * const { matches } = await embedder.search("I cannot log in", ["Reset a forgotten password", "Cancel an order"]);
 * console.log(matches[0]?.index);
 * ```
 */
export function loadModel(model: string | URL | GivenFiles, options?: LoadOptions): Promise<Embedder> {
  return loadModelWith({ build: wasmBuild, startWorker }, model, options);
}

// Bundlers find the worker by this very form.
const startWorker = (): Worker => new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "nestvec" });
