import { isMainThread } from "node:worker_threads";
import { AnswerTensor } from "./answer-tensor.ts";
import type { Binding } from "./binding.ts";
import { findBinding } from "./find-binding.ts";

/** The systems that there are packages of binaries for: `"linux x64"`, … On Linux they need glibc. */
export const supportedSystems: readonly string[] = ["darwin arm64", "linux arm64", "linux x64", "win32 arm64", "win32 x64"];

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
  if (!supportedSystems.includes(system))
    throw new Error(`ONNX Runtime has binaries for ${supportedSystems.join(", ")}, not for ${system}.`);
  // Read by the library while it loads. A value that the user has set stays.
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
  const binding = await findBinding(`@nestvec/onnxruntime-${process.platform}-${process.arch}`);
  binding.initOrtOnce(warnings, AnswerTensor, isMainThread);
  return binding;
}

/** ONNX Runtime's number of the log level that its own package begins with; each session may set its own. */
const warnings = 2;
