import type { ExecutionProvider, ExecutionProviderModule } from "@nestvec/core";

/**
 * ONNX Runtime's kernels in WebAssembly with SIMD, on one thread or several. Run in every current browser.
 * @example
 * ```ts
 * import { loadModel, wasm } from "@nestvec/runtime-web";
 *
 * await using embedder = await loadModel("/models/nestvec-mini/", { providers: [wasm()], threads: 1 });
 * console.log((await embedder.embed(["nesting dolls"])).provider);
 * ```
 */
export const wasm = (): ExecutionProvider => ({ name: "wasm" });

/** The providers that need no module of their own, without WebGPU. */
export const builtInProviders: Readonly<Record<string, ExecutionProviderModule>> = {
  wasm: { obstacle: async () => undefined, sessionOption: () => "wasm" },
};
