import type { ExecutionProvider } from "@nestvec/core";

/** Settings of the CUDA provider. Plain data. */
export interface CudaOptions {
  /** The GPU's number, as `nvidia-smi` and `CUDA_VISIBLE_DEVICES` count. Default 0. */
  readonly device?: number | undefined;
}

/** Larger batches keep more of a GPU busy. Chosen, not measured: see docs/providers.md. */
const batching = { paddedTokens: 8192, fillTokens: 1024 } as const;

/** What NVIDIA's driver and libraries read. */
const environment: readonly string[] = ["CUDA_*", "NVIDIA_*", "CUDNN_*", "CUBLAS_*", "NVRTC_*", "LD_LIBRARY_PATH"];

/**
 * ONNX Runtime's CUDA provider, on Linux x64. Its libraries are fetched once by `npx provider-cuda fetch`. Plain data, for the option `providers`; every graph
 * is compared with the CPU when it is opened.
 * @example
 * ```ts
 * import { cpu, loadModel } from "@nestvec/runtime-node";
 * import { cuda } from "@nestvec/provider-cuda";
 *
 * await using embedder = await loadModel("nestvec-mini", { providers: [cuda({ device: 0 }), cpu()], onWarning: () => {} });
 * const { provider } = await embedder.embed(["nesting dolls"], { layer: 2 });
 * console.log(["cuda", "cpu"].includes(provider ?? "")); // → true
 * ```
 */
export function cuda({ device = 0 }: CudaOptions = {}): ExecutionProvider {
  return { name: "cuda", module: moduleUrl(), options: { device }, environment, batching };
}

/** Where the working side is: seen from here, since other packages need not find this one. The sources' own tests run the build. */
function moduleUrl(): string {
  const here = import.meta.url;
  return new URL(here.endsWith(".ts") ? "../dist/module.js" : "./module.js", here).href;
}
