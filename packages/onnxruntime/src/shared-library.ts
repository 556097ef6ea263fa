/**
 * Why a library of the system cannot be loaded, as the dynamic loader says it; undefined where it can. Drivers are such libraries, and ONNX Runtime
 * loads them by name.
 * @example
 * ```ts
 * import { sharedLibraryProblem } from "@nestvec/onnxruntime";
 *
 * console.log(sharedLibraryProblem("libnowhere.so.1") === undefined); // → false
 * ```
 */
export function sharedLibraryProblem(name: string): string | undefined {
  try {
    process.dlopen({ exports: {} }, name);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // It was loaded, and is no addon of Node: nothing else was asked.
    return /did not self-register|symbol not found/i.test(message) ? undefined : message;
  }
}
