import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Binding } from "./binding.ts";
import { onnxRuntimeVersion } from "./version.ts";

// Kept in constants: webpack puts `undefined` for a `createRequire` that it knows, and a bundle in CommonJS has no import.meta.url.
const moduleUrl: unknown = import.meta.url;
const { createRequire } = process.getBuiltinModule("node:module");
const bundleFile = (): string => (typeof __filename === "string" ? __filename : join(process.cwd(), "bundle.js"));

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
    for (const place of places()) {
      const found = bindingFrom(place, name);
      if (found !== undefined) return found;
    }
    throw error;
  }
}

/** Where this code is, and where the program is. */
function places(): readonly string[] {
  const here = typeof moduleUrl === "string" ? moduleUrl : pathToFileURL(bundleFile()).href;
  const program = process.argv[1];
  return program === undefined ? [here] : [here, pathToFileURL(program).href];
}

function bindingFrom(place: string, name: string): Binding | undefined {
  const load = createRequire(place);
  const resolved = resolve(load, name);
  if (resolved !== undefined) return load(resolved) as Binding;
  const manifest = resolve(load, "onnxruntime-node/package.json");
  if (manifest === undefined) return undefined;
  const { version }: { readonly version?: unknown } = load(manifest);
  if (version !== onnxRuntimeVersion) return undefined;
  return load(join(dirname(manifest), "bin/napi-v6", process.platform, process.arch, "onnxruntime_binding.node")) as Binding;
}

function resolve(load: NodeJS.Require, specifier: string): string | undefined {
  try {
    return load.resolve(specifier);
  } catch {
    return undefined;
  }
}
