import { dirname, join } from "node:path";
import type { Binding } from "./binding.ts";
import { loaders, resolveFrom, type Loader } from "./places.ts";
import { onnxRuntimeVersion } from "./version.ts";

/**
 * The binding of a package of binaries, by a name that bundlers do not see: native code stays in node_modules. In a bundle it is looked for from the
 * bundle's and the program's place, and where it is not there, `onnxruntime-node` of the same version will do.
 * @throws Error where there is neither
 */
export async function findBinding(name: string): Promise<Binding> {
  try {
    const { default: binding }: { readonly default: Binding } = await import(/* @vite-ignore */ /* webpackIgnore: true */ name);
    return binding;
  } catch (error) {
    for (const load of loaders()) {
      const found = bindingFrom(load, name);
      if (found !== undefined) return found;
    }
    throw error;
  }
}

function bindingFrom(load: Loader, name: string): Binding | undefined {
  const resolved = resolveFrom(load, name);
  if (resolved !== undefined) return load(resolved) as Binding;
  const manifest = resolveFrom(load, "onnxruntime-node/package.json");
  if (manifest === undefined) return undefined;
  const { version }: { readonly version?: unknown } = load(manifest);
  if (version !== onnxRuntimeVersion) return undefined;
  return load(join(dirname(manifest), "bin/napi-v6", process.platform, process.arch, "onnxruntime_binding.node")) as Binding;
}

/** The folder that holds the library and the binding of a package of binaries, or of `onnxruntime-node` in its place; undefined where there is neither. */
export function findLibraryFolder(name: string): string | undefined {
  for (const load of loaders()) {
    const own = resolveFrom(load, `${name}/package.json`);
    if (own !== undefined) return join(dirname(own), "dist");
    const published = resolveFrom(load, "onnxruntime-node/package.json");
    if (published !== undefined) return join(dirname(published), "bin/napi-v6", process.platform, process.arch);
  }
  return undefined;
}
