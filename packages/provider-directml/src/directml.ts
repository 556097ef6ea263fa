import type { ExecutionProvider } from "@nestvec/core";

/** Settings of the DirectML provider. Plain data. */
export interface DirectMlOptions {
  /** The GPU's number, as Windows lists them. Default 0, the one that drives the screen. */
  readonly device?: number | undefined;
}

/**
 * DirectML compiles its kernels for every shape anew, so batches are padded to few of them. The sizes are chosen, not measured: see docs/providers.md.
 */
const batching = {
  paddedTokens: 4096,
  fillTokens: 512,
  tokenBuckets: [16, 32, 64, 128, 256, 512],
  rowBuckets: [1, 2, 4, 8, 16, 32],
} as const;

/**
 * ONNX Runtime's DirectML provider, on Windows. Plain data, for the option `providers`; every graph is compared with the CPU when it is opened.
 * @example
 * ```ts
 * import { cpu, loadModel } from "@nestvec/runtime-node";
 * import { directml } from "@nestvec/provider-directml";
 *
 * await using embedder = await loadModel("nestvec-mini", { providers: [directml(), cpu()], onWarning: () => {} });
 * const { provider } = await embedder.embed(["nesting dolls"], { layer: 2 });
 * console.log(["directml", "cpu"].includes(provider ?? "")); // → true
 * ```
 */
export function directml({ device = 0 }: DirectMlOptions = {}): ExecutionProvider {
  return { name: "directml", module: moduleUrl(), options: { device }, batching };
}

/** Where the working side is: seen from here, since other packages need not find this one. The sources' own tests run the build. */
function moduleUrl(): string {
  const here = import.meta.url;
  return new URL(here.endsWith(".ts") ? "../dist/module.js" : "./module.js", here).href;
}
