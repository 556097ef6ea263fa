import { loadBinding } from "./load-binding.ts";

/**
 * The execution providers that the library was built with. That one is named does not mean that this machine can run it.
 * @example
 * ```ts
 * import { listSupportedBackends } from "@nestvec/onnxruntime";
 *
 * const backends = await listSupportedBackends();
 * console.log(backends.some(({ name }) => name === "cpu")); // → true
 * ```
 */
export async function listSupportedBackends(): Promise<readonly { readonly name: string; readonly bundled: boolean }[]> {
  const binding = await loadBinding();
  return binding.listSupportedBackends();
}
