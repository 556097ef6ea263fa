import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ExecutionProvider, ExecutionProviderModule } from "@nestvec/core";
import type { Flag } from "../results/figure.ts";

/** Where providers are looked for. */
export interface FindProvidersOptions {
  /** Modules that the user names: a file or a package. */
  readonly named?: readonly string[];
  /** The folder from which files and packages are found. Default: where the user stands. */
  readonly from?: string;
}

/** What this machine can run beside the CPU. */
export interface FoundProviders {
  /** Each of another name, and with a module that can be imported from anywhere. */
  readonly providers: readonly ExecutionProvider[];
  /** Why one that is named or installed cannot be used. */
  readonly flags: readonly Flag[];
}

/** Providers that have a package of their own, `@nestvec/provider-NAME`. */
const packaged: readonly string[] = ["cuda", "webgpu", "directml", "coreml"];

/** Finds the providers that are installed where the user stands, or named, and that this machine can run. */
export async function findProviders({ named = [], from = process.cwd() }: FindProvidersOptions = {}): Promise<FoundProviders> {
  const providers = new Map<string, ExecutionProvider>();
  const flags: Flag[] = [];
  const installed = packaged.map((name) => `@nestvec/provider-${name}`).filter((name) => urlOf(name, from) !== undefined);
  for (const module of new Set([...installed, ...named])) {
    const found = await providerOf(module, from);
    if (typeof found === "string")
      flags.push({ part: "providers", kind: "not run", detail: `The provider "${module}" is left out: ${found}.` });
    else providers.set(found.name, found);
  }
  return { providers: [...providers.values()], flags };
}

/** The provider of a module, or why it cannot be used. */
async function providerOf(module: string, from: string): Promise<ExecutionProvider | string> {
  const url = urlOf(module, from);
  if (url === undefined) return `it is no package that can be found from ${from}, and no path, which begins with "./" or "/"`;
  try {
    const name = /^@nestvec\/provider-(\w+)$/.exec(module)?.[1];
    const { executionProvider, made } = exportsOf(await import(url), name);
    const at = made?.module === undefined ? url : (urlOf(made.module, from) ?? made.module);
    const side = executionProvider ?? exportsOf(await import(at), undefined).executionProvider;
    if (side === undefined) return "it has no export executionProvider with obstacle and sessionOption";
    const options = made?.options ?? {};
    const reason = await side.obstacle(options);
    if (reason !== undefined) return reason.replace(/\.$/, "");
    const option = side.sessionOption(options);
    return { name: made?.name ?? name ?? (typeof option === "string" ? option : option.name), options, module: at };
  } catch (error) {
    return `it cannot be imported: ${(error instanceof Error ? error.message : String(error)).replace(/\.$/, "")}`;
  }
}

/** What a module exports: a provider's working side, and a function of the provider's name that makes the plain data. */
function exportsOf(
  imported: unknown,
  name: string | undefined,
): { readonly executionProvider: ExecutionProviderModule | undefined; readonly made: ExecutionProvider | undefined } {
  const all = imported as Readonly<Record<string, unknown>>;
  const make = name === undefined ? undefined : all[name];
  return {
    executionProvider: isWorkingSide(all["executionProvider"]) ? all["executionProvider"] : undefined,
    made: typeof make === "function" ? (make() as ExecutionProvider) : undefined,
  };
}

function isWorkingSide(value: unknown): value is ExecutionProviderModule {
  if (typeof value !== "object" || value === null || !("obstacle" in value) || !("sessionOption" in value)) return false;
  return typeof value.obstacle === "function" && typeof value.sessionOption === "function";
}

/** What to import for a file or a package, seen from a folder, or from here where it is not there. */
function urlOf(module: string, from: string): string | undefined {
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
