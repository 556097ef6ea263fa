import { isMainThread } from "node:worker_threads";
import { AnswerTensor } from "./answer-tensor.ts";
import type { Binding } from "./binding.ts";

/** The package of binaries of each system. Written out, so that bundlers and tracers of files see which may be loaded. */
const packages: Readonly<Record<string, () => Promise<{ readonly default: Binding }>>> = {
  "darwin arm64": () => import("@nestvec/onnxruntime-darwin-arm64"),
  "linux arm64": () => import("@nestvec/onnxruntime-linux-arm64"),
  "linux x64": () => import("@nestvec/onnxruntime-linux-x64"),
  "win32 arm64": () => import("@nestvec/onnxruntime-win32-arm64"),
  "win32 x64": () => import("@nestvec/onnxruntime-win32-x64"),
};

/** The systems that there are binaries for: `"linux x64"`, … On Linux they need glibc. */
export const supportedSystems: readonly string[] = Object.keys(packages);

let loaded: Promise<Binding> | undefined;

/**
 * Loads the binary, once.
 * @throws Error where there is none for this system, or where its package is not installed
 * @example
 * ```ts
 * import { loadBinding } from "@nestvec/onnxruntime";
 *
 * // Fails here, and not when the first graph is opened, where this system has no binaries.
 * await loadBinding();
 * ```
 */
export function loadBinding(): Promise<Binding> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Binding> {
  const system = `${process.platform} ${process.arch}`;
  const open = packages[system];
  if (open === undefined) throw new Error(`ONNX Runtime has binaries for ${supportedSystems.join(", ")}, not for ${system}.`);
  // Read by the library while it loads. A value that the user has set stays.
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
  const { default: binding } = await open();
  binding.initOrtOnce(warnings, AnswerTensor, isMainThread);
  return binding;
}

/** ONNX Runtime's number of the log level that its own package begins with; each session may set its own. */
const warnings = 2;
