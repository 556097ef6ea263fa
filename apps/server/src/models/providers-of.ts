import { namedProviders, type LoadOptions } from "@nestvec/runtime-node";
import type { Configuration } from "../configuration/configuration.ts";

/** What is to run the graphs, where that is configured. @throws NestvecError PACKAGE_MISSING, ARGUMENT_INVALID */
export async function providersOf({ provider }: Pick<Configuration, "provider">): Promise<Pick<LoadOptions, "providers">> {
  if (provider.length === 0) return {};
  return { providers: await namedProviders(provider, { neededBy: `--provider ${provider.join()}` }) };
}
