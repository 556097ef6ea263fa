import { type ExecutionProvider, type ExecutionProviderModule, invalidArgument, requireOptions, type Runtime } from "@nestvec/core";
import { isProvider, onnxRuntime, webAssemblyMemory, withinMemory, type CreateWatch } from "@nestvec/core/onnx-runtime";
import { setBuild, type OnnxBuild, type WasmPaths } from "./onnx-build.ts";
import { onnxRuntimeVersion } from "./onnx-runtime-version.ts";
import { chooseThreads } from "./threads.ts";

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

/** Settings of ONNX Runtime in a browser. Plain data. */
export interface WebRuntimeOptions {
  /** Tried one at a time, in this order. Default: WebAssembly. */
  readonly providers?: readonly ExecutionProvider[] | undefined;
  /**
   * Threads of WebAssembly. More than one needs a page that is cross-origin isolated. Default there: half of the cores, at most 4. They are
   * set when the first graph of a page or worker is opened, and stay.
   */
  readonly threads?: number | undefined;
  /** Where ONNX Runtime's own files are. Default: beside this package's. */
  readonly wasmPaths?: WasmPaths | undefined;
  /** Bytes that all open graphs together may use, as estimated from their weights. Default and upper bound: what WebAssembly can address. */
  readonly memoryBytes?: number | undefined;
}

/** A build of ONNX Runtime with the providers that it has. */
export interface WebBuild {
  readonly load: () => Promise<OnnxBuild>;
  readonly providers: readonly ExecutionProvider[];
  readonly builtIn: Readonly<Record<string, ExecutionProviderModule>>;
  /** Has graphs checked that run on some providers, against the reference. */
  readonly trust?: (runtime: Runtime, reference: Runtime) => Runtime;
}

/** ONNX Runtime with WebAssembly alone: the smaller build. */
export const wasmBuild: WebBuild = { load: () => import("onnxruntime-web/wasm"), providers: [wasm()], builtIn: builtInProviders };

/**
 * ONNX Runtime in a browser, in WebAssembly. Graphs are opened and run one at a time, whatever is asked at once.
 * @throws NestvecError ARGUMENT_INVALID; from `open` besides those of every runtime MEMORY_EXCEEDED
 * @example
 * ```ts
 * import { memorySource, modelFiles } from "@nestvec/core";
 * import { webRuntime } from "@nestvec/runtime-web";
 *
 * const graph = new Uint8Array(await (await fetch("/model.onnx")).arrayBuffer());
 * const session = await webRuntime({ threads: 1 }).open(modelFiles(memorySource({ "model.onnx": graph })), "model.onnx");
 * console.log(session.inputs.map(({ name }) => name));
 * await session.dispose();
 * ```
 */
export function webRuntime(options: WebRuntimeOptions = {}): Runtime {
  return webRuntimeFrom(wasmBuild, options);
}

/** The same over any build; `watch` is told of every session that is made. @see webRuntime */
export function webRuntimeFrom(build: WebBuild, options: WebRuntimeOptions, watch?: CreateWatch): Runtime {
  requireOptions<WebRuntimeOptions>("webRuntime", options, { providers: true, threads: true, wasmPaths: true, memoryBytes: true });
  const { providers = build.providers, wasmPaths, memoryBytes = webAssemblyMemory.limit } = options;
  requireProviders(providers);
  if (!(memoryBytes > 0)) {
    const expected = "a number of bytes above 0, or left out";
    throw invalidArgument("memoryBytes", memoryBytes, expected);
  }
  const { threads, note } = chooseThreads(options.threads);
  const notes = new Set(note === undefined ? [] : [note]);
  const over = (list: readonly ExecutionProvider[]): Runtime =>
    onnxRuntime({
      name: "onnxruntime-web",
      version: onnxRuntimeVersion,
      machine: `${globalThis.navigator?.userAgent ?? "no browser"}, ${threads} threads, ${providers.map(({ name }) => name).join(" then ")}`,
      async load() {
        const set = setBuild(await build.load(), { threads, wasmPaths, watch });
        if (set.threads !== threads)
          notes.add(`${set.threads} threads in place of ${threads}: ONNX Runtime was set before, for all of this page.`);
        return set.onnx;
      },
      providers: list,
      builtIn: build.builtIn,
      importModule: (specifier) => import(/* @vite-ignore */ /* webpackIgnore: true */ specifier),
      session: { logSeverityLevel: 4 },
    });
  const inner = build.trust?.(over(providers), over([wasm()])) ?? over(providers);
  const runtime = withinMemory(inner, { ...webAssemblyMemory, limit: Math.min(memoryBytes, webAssemblyMemory.limit) });
  return { ...runtime, notes: () => [...notes, ...(inner.notes?.() ?? [])] };
}

function requireProviders(providers: readonly ExecutionProvider[]): void {
  if (Array.isArray(providers) && providers.length > 0 && providers.every(isProvider)) return;
  const expected = `a list of at least one provider, such as [wasm()] or [{ name: "wasm" }]`;
  throw invalidArgument("providers", providers, expected);
}
