import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { invalidArgument, messageOf, NestvecError, type ExecutionProvider } from "@nestvec/core";
import { isProvider } from "@nestvec/core/onnx-runtime";
import { cpu } from "../onnxruntime/node-runtime.ts";

/** Providers that have a package of their own, `@nestvec/provider-NAME`. */
export const packagedProviders: readonly string[] = ["cuda", "webgpu", "directml", "coreml"];

/** Who asks for providers, and from where. */
export interface NamedProvidersOptions {
  /** The folder from which packages and files are found. Default: the current one. */
  readonly from?: string | undefined;
  /** What an error says that needs a package. Default: "The provider NAME". */
  readonly neededBy?: string | undefined;
}

/**
 * Execution providers by their names, for command lines and configurations: `"cpu"`; `"cuda"`, `"webgpu"`, `"directml"` and `"coreml"`, whose packages are looked
 * for in the caller's project; or another package or file whose module exports `executionProvider`.
 * @throws NestvecError PACKAGE_MISSING with what to install; ARGUMENT_INVALID for a module that is none
 * @example
 * ```ts
 * import { namedProviders } from "@nestvec/runtime-node";
 *
 * console.log(await namedProviders(["cpu"])); // → [ { name: 'cpu' } ]
 * ```
 */
export async function namedProviders(names: readonly string[], options: NamedProvidersOptions = {}): Promise<readonly ExecutionProvider[]> {
  const providers: ExecutionProvider[] = [];
  for (const name of names) providers.push(name === "cpu" ? cpu() : await namedProvider(name, options));
  return providers;
}

async function namedProvider(name: string, { from = process.cwd(), neededBy }: NamedProvidersOptions): Promise<ExecutionProvider> {
  const isPackaged = packagedProviders.includes(name);
  const module = isPackaged ? `@nestvec/provider-${name}` : name;
  const url = moduleUrl(module, from);
  if (url === undefined && isPackaged) {
    const commands = [`npm install ${module}`];
    throw new NestvecError("PACKAGE_MISSING", { package: module, neededBy: neededBy ?? `The provider ${name}`, commands });
  }
  const known = ["cpu", ...packagedProviders].map((each) => `"${each}"`).join(", ");
  if (url === undefined)
    throw invalidArgument("provider", name, `${known}, a package that ${from} can find, or a path that begins with "./" or "/"`);
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = await import(url);
  } catch (cause) {
    const found = `"${name}", which cannot be imported: ${messageOf(cause)}`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: "provider", found, expected: "a module of an execution provider" }, { cause });
  }
  const make = exported[name];
  if (isPackaged && typeof make === "function") {
    const made: unknown = make();
    if (isProvider(made)) return made;
  }
  if (exported["executionProvider"] !== undefined) return { name: nameOf(name), module: url };
  throw invalidArgument("provider", name, "a module that exports executionProvider");
}

/** What answers call a provider of a file or package: its name without folders, scope and ending. */
const nameOf = (module: string): string => module.replace(/^.*[/\\]/, "").replace(/\.[cm]?[jt]s$/, "");

/**
 * What to import for a package or file, seen from a folder, or from here where it is not there; undefined where it is nowhere.
 * @example
 * ```ts
 * import { moduleUrl } from "@nestvec/runtime-node";
 *
 * console.log(moduleUrl("./provider.js", "/project"), moduleUrl("no-such-package", "/project")); // → file:///project/provider.js undefined
 * ```
 */
export function moduleUrl(module: string, from: string): string | undefined {
  if (module.startsWith("file:")) return module;
  if (module.startsWith(".") || isAbsolute(module)) return pathToFileURL(resolve(from, module)).href;
  for (const base of [join(from, "any.js"), import.meta.url]) {
    try {
      return pathToFileURL(createRequire(base).resolve(module)).href;
    } catch {
      // It is not installed there.
    }
  }
  return undefined;
}
