import { messageOf } from "../errors/any-error.ts";
import type { ExecutionProvider, ExecutionProviderModule } from "./runtime.ts";

/** Where a provider's module comes from. */
export interface ProviderModules {
  /** The runtime's name. */
  readonly name: string;
  /** The providers that need no module, by name. */
  readonly builtIn: Readonly<Record<string, ExecutionProviderModule>>;
  readonly importModule: (specifier: string) => Promise<unknown>;
}

/** The working side of a provider. Where there is none, its obstacle says why. */
export async function providerModule(provider: ExecutionProvider, options: ProviderModules): Promise<ExecutionProviderModule> {
  if (provider.obstacle !== undefined) return unavailable(provider.obstacle);
  if (provider.module === undefined) {
    const known = Object.hasOwn(options.builtIn, provider.name) ? options.builtIn[provider.name] : undefined;
    if (known !== undefined) return known;
    const names = Object.keys(options.builtIn).join(", ");
    return unavailable(`the runtime "${options.name}" has ${names} built in; another provider is given with its module`);
  }
  try {
    const imported: unknown = await options.importModule(provider.module);
    if (isProviderModule(imported)) return imported.executionProvider;
    return unavailable(`the module "${provider.module}" has no export executionProvider with obstacle and sessionOption`);
  } catch (cause) {
    return unavailable(`the module "${provider.module}" cannot be imported: ${wholeMessage(cause)}`);
  }
}

const unavailable = (reason: string): ExecutionProviderModule => ({
  obstacle: async () => reason,
  sessionOption: () => reason,
});

function isProviderModule(value: unknown): value is { readonly executionProvider: ExecutionProviderModule } {
  if (typeof value !== "object" || value === null || !("executionProvider" in value)) return false;
  const provider = value.executionProvider;
  if (typeof provider !== "object" || provider === null || !("obstacle" in provider) || !("sessionOption" in provider)) return false;
  return typeof provider.obstacle === "function" && typeof provider.sessionOption === "function";
}

/** A message of ONNX Runtime in full, its lines joined: what would be right often stands in the second. */
export const wholeMessage = (cause: unknown): string =>
  messageOf(cause)
    .replace(/\s*\n\s*/g, " ")
    .trim()
    .replace(/\.$/, "");
