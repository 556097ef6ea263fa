import { exclusive, type CreateWatch, type OnnxRuntime } from "@nestvec/core/onnx-runtime";

/** The part of a build of onnxruntime-web used here. */
export interface OnnxBuild extends OnnxRuntime {
  readonly env: {
    logLevel?: "verbose" | "info" | "warning" | "error" | "fatal";
    readonly wasm: { numThreads?: number; wasmPaths?: string | { readonly wasm?: string | URL; readonly mjs?: string | URL } };
  };
}

/**
 * Where ONNX Runtime's own files are, for sites that keep them elsewhere than beside this package's: a folder's URL with its closing slash,
 * or each file's own.
 */
export type WasmPaths = string | { readonly wasm?: string; readonly mjs?: string };

/** What a build is told before it makes its first session, and never after. */
export interface BuildSettings {
  readonly threads: number;
  readonly wasmPaths?: WasmPaths | undefined;
  readonly watch?: CreateWatch | undefined;
}

/** A build that was set, and the number of threads it was set to. */
export interface SetBuild {
  readonly onnx: OnnxRuntime;
  readonly threads: number;
}

const builds = new WeakMap<OnnxBuild, SetBuild>();

/** Sets a build, the first time that it is seen: its settings hold for all of a page or worker. */
export function setBuild(build: OnnxBuild, { threads, wasmPaths, watch }: BuildSettings): SetBuild {
  const known = builds.get(build);
  if (known !== undefined) return known;
  const { env } = build;
  env.wasm.numThreads = threads;
  if (wasmPaths !== undefined) env.wasm.wasmPaths = wasmPaths;
  // Errors reach the caller as exceptions.
  env.logLevel = "fatal";
  const set = { onnx: exclusive(build, watch), threads };
  builds.set(build, set);
  return set;
}
