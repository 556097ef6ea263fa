import { moduleUrl, packagedProviders } from "@nestvec/runtime-node";
import type { ExecutionProvider, ExecutionProviderModule } from "@nestvec/core";
import type { Flag } from "../results/figure.ts";

/** Where providers are looked for. */
export interface FindProvidersOptions {
  /** What the user names: a provider that has a package of its own, a package or a file. The CPU is always measured. */
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

/** Finds the providers that are installed where the user stands, or named, and that this machine can run. */
export async function findProviders({ named = [], from = process.cwd() }: FindProvidersOptions = {}): Promise<FoundProviders> {
  const providers = new Map<string, ExecutionProvider>();
  const flags: Flag[] = [];
  const installed = packagedProviders.map(packageOf).filter((name) => moduleUrl(name, from) !== undefined);
  const wanted = named.filter((name) => name !== "cpu").map(packageOf);
  for (const module of new Set([...installed, ...wanted])) {
    const found = await providerOf(module, from);
    if (typeof found === "string")
      flags.push({ part: "providers", kind: "not run", detail: `The provider "${module}" is left out: ${found}.` });
    else providers.set(found.name, found);
  }
  return { providers: [...providers.values()], flags };
}

const packageOf = (name: string): string => (packagedProviders.includes(name) ? `@nestvec/provider-${name}` : name);

/** The provider of a module, or why it cannot be used. */
async function providerOf(module: string, from: string): Promise<ExecutionProvider | string> {
  const url = moduleUrl(module, from);
  if (url === undefined && /^@nestvec\/provider-\w+$/.test(module)) return `it is not installed: npm install ${module}`;
  if (url === undefined) return `it is no package that can be found from ${from}, and no path, which begins with "./" or "/"`;
  try {
    const name = /^@nestvec\/provider-(\w+)$/.exec(module)?.[1];
    const { executionProvider, made } = exportsOf(await import(url), name);
    const at = made?.module === undefined ? url : (moduleUrl(made.module, from) ?? made.module);
    const side = executionProvider ?? exportsOf(await import(at), undefined).executionProvider;
    if (side === undefined) return "it has no export executionProvider with obstacle and sessionOption";
    const options = made?.options ?? {};
    const reason = await side.obstacle(options);
    if (reason !== undefined) return reason.replace(/\.$/, "");
    const option = side.sessionOption(options);
    const optionName = typeof option === "string" ? option : option.name;
    return { ...made, name: made?.name ?? name ?? optionName, options, module: at };
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
