import { pathToFileURL } from "node:url";
import type * as common from "onnxruntime-common";
import { loaders, resolveFrom } from "./places.ts";
import { onnxRuntimeVersion } from "./version.ts";

/** ONNX Runtime in WebAssembly: its own JavaScript API. `env.wasm` is set before the first session is made, and holds for the whole thread. */
export type WebAssemblyBuild = Pick<typeof common, "InferenceSession" | "Tensor" | "env">;

/** The packages that bring it: by itself, and for the systems where a package manager installs it. */
const packages: readonly string[] = [
  "@nestvec/onnxruntime-wasm",
  "@nestvec/onnxruntime-wasm-darwin-x64",
  "@nestvec/onnxruntime-wasm-linux-musl",
];

let loaded: Promise<WebAssemblyBuild> | undefined;

/**
 * Loads ONNX Runtime in WebAssembly, once, for systems where its binary does not load: macOS on Intel and Linux with musl have it installed, elsewhere
 * `@nestvec/onnxruntime-wasm` is added. It takes bytes, not paths of graphs whose weights are beside them.
 * @throws Error where it is not installed, with the command that adds it
 * @example
 * ```ts
 * import { loadWebAssembly } from "@nestvec/onnxruntime";
 *
 * const build = await loadWebAssembly().catch((error) => console.log(error.message));
 * if (build) console.log(build.env.versions.web); // → 1.30.0
 * ```
 */
export function loadWebAssembly(): Promise<WebAssemblyBuild> {
  loaded ??= findWebAssembly(packages).catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

/** By names that bundlers do not see, as the binding is found. */
export async function findWebAssembly(names: readonly string[]): Promise<WebAssemblyBuild> {
  for (const name of names) {
    try {
      return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as WebAssemblyBuild;
    } catch (error) {
      if (!isNotInstalled(error)) throw error;
    }
    for (const load of loaders()) {
      const file = resolveFrom(load, name);
      if (file !== undefined)
        return (await import(/* @vite-ignore */ /* webpackIgnore: true */ pathToFileURL(file).href)) as WebAssemblyBuild;
    }
  }
  const [name = ""] = names;
  throw new Error(`ONNX Runtime in WebAssembly is not installed: npm install ${name}@${onnxRuntimeVersion} adds it.`);
}

/** Node and Deno say so by a code, Bun and Vite by a name. */
function isNotInstalled(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return /MODULE_NOT_FOUND/.test(String(code)) || name === "ResolveMessage";
}
