import type { ExecutionProvider } from "@nestvec/core";

/** Settings of the WebGPU provider. Plain data. */
export interface WebGpuOptions {
  /**
   * What becomes of the GPU's buffers after a run. `"bucket"`, the default, keeps them in sizes for the next runs, `"simple"` those of just these
   * sizes, `"lazyRelease"` frees them with the next run, and `"disabled"` at once, which takes the least memory and the most time.
   */
  readonly bufferCache?: "bucket" | "simple" | "lazyRelease" | "disabled" | undefined;
}

/** Larger batches keep more of a GPU busy. Chosen, not measured: see docs/providers.md. */
const batching = { paddedTokens: 4096, fillTokens: 512 } as const;

/** What Vulkan's loader and its drivers read. */
const environment: readonly string[] = ["VK_*", "MESA_*", "XDG_DATA_*", "XDG_RUNTIME_DIR", "LD_LIBRARY_PATH"];

/**
 * ONNX Runtime's WebGPU provider, by Vulkan on Linux, Direct3D 12 on Windows and Metal on macOS. Plain data, for the option `providers`; every graph is
 * compared with the CPU when it is opened.
 * @example
 * ```ts
 * import { cpu, loadModel } from "@nestvec/runtime-node";
 * import { webgpu } from "@nestvec/provider-webgpu";
 *
 * await using embedder = await loadModel("nestvec-mini", { providers: [webgpu(), cpu()], onWarning: () => {} });
 * const { provider } = await embedder.embed(["nesting dolls"], { layer: 2 });
 * console.log(["webgpu", "cpu"].includes(provider ?? "")); // → true
 * ```
 */
export function webgpu({ bufferCache }: WebGpuOptions = {}): ExecutionProvider {
  return {
    name: "webgpu",
    module: moduleUrl(),
    ...(bufferCache === undefined ? {} : { options: { bufferCache } }),
    environment,
    batching,
    openSeconds: 300,
  };
}

/** Where the working side is: seen from here, since other packages need not find this one. The sources' own tests run the build. */
function moduleUrl(): string {
  const here = import.meta.url;
  return new URL(here.endsWith(".ts") ? "../dist/module.js" : "./module.js", here).href;
}
