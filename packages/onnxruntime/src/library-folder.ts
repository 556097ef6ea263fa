import { findLibraryFolder } from "./find-binding.ts";

/**
 * The folder of ONNX Runtime's library for this system, which looks there for the libraries of its providers; undefined where no binaries are installed.
 * @example
 * ```ts
 * import { libraryFolder } from "@nestvec/onnxruntime";
 *
 * console.log(libraryFolder()?.includes("onnxruntime")); // → true
 * ```
 */
export const libraryFolder = (): string | undefined => findLibraryFolder(`@nestvec/onnxruntime-${process.platform}-${process.arch}`);
