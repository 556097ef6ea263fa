import type { ExecutionProvider } from "@nestvec/core";

/** Settings of the CoreML provider. Plain data. */
export interface CoreMlOptions {
  /** What CoreML may use: everything, the default; no Neural Engine; or only graphs that a Neural Engine can run. */
  readonly units?: "all" | "cpu-and-gpu" | "neural-engine" | undefined;
}

/**
 * CoreML compiles every shape anew, so batches are padded to few of them. The sizes are chosen, not measured: see docs/providers.md.
 */
const batching = {
  paddedTokens: 4096,
  fillTokens: 512,
  tokenBuckets: [16, 32, 64, 128, 256, 512],
  rowBuckets: [1, 2, 4, 8, 16, 32],
} as const;

/**
 * ONNX Runtime's CoreML provider, on macOS. Plain data, for the option `providers`; every graph is compared with the CPU when it is opened.
 * @example
 * ```ts
 * import { cpu, loadModel } from "@nestvec/runtime-node";
 * import { coreml } from "@nestvec/provider-coreml";
 *
 * await using embedder = await loadModel("nestvec-mini", { providers: [coreml(), cpu()], onWarning: () => {} });
 * const { provider } = await embedder.embed(["nesting dolls"], { layer: 2 });
 * console.log(["coreml", "cpu"].includes(provider ?? "")); // → true
 * ```
 */
export function coreml({ units = "all" }: CoreMlOptions = {}): ExecutionProvider {
  return { name: "coreml", module: moduleUrl(), options: { units }, batching };
}

/** Where the working side is: seen from here, since other packages need not find this one. The sources' own tests run the build. */
function moduleUrl(): string {
  const here = import.meta.url;
  return new URL(here.endsWith(".ts") ? "../dist/module.js" : "./module.js", here).href;
}
