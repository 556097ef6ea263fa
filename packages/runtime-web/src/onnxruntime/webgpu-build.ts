import type { ExecutionProvider, ExecutionProviderModule } from "@nestvec/core";
import { trustedRuntime } from "@nestvec/core/trusted-runtime";
import { builtInProviders, wasm, type WebBuild } from "./web-runtime.ts";

const name = "webgpu";

/** ONNX Runtime's kernels for the GPU that the browser gives. */
export const webgpuProvider = (): ExecutionProvider => ({ name });

const executionProvider: ExecutionProviderModule = {
  async obstacle() {
    // Absent in browsers without it, and on pages that did not come over https.
    const gpu = globalThis.navigator?.gpu as GpuEntry | undefined;
    if (gpu === undefined) return "this browser, or a page that did not come over https, has no WebGPU";
    const adapter = await gpu.requestAdapter().catch(() => null);
    return adapter === null ? "the browser gives no GPU" : undefined;
  },
  sessionOption: () => name,
};

/** ONNX Runtime with WebGPU and WebAssembly: the larger build. What the GPU gives is compared with WebAssembly's, graph by graph. */
export const webgpuBuild: WebBuild = {
  load: () => import("onnxruntime-web/webgpu"),
  providers: [webgpuProvider(), wasm()],
  builtIn: { ...builtInProviders, [name]: executionProvider },
  trust: (runtime, reference) => trustedRuntime(runtime, { reference, untrusted: [name] }),
};

/** The part of WebGPU's entry used here: its types are in no library of the compiler's yet. */
interface GpuEntry {
  requestAdapter(): Promise<object | null>;
}
