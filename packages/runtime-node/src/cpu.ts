import type { ExecutionProvider, ExecutionProviderModule } from "@nestvec/core";

/** ONNX Runtime's own CPU provider. Runs on every machine that ONNX Runtime runs on. */
export const cpu = (): ExecutionProvider => ({ name: "cpu" });

/** The providers that need no module of their own. */
export const builtInProviders: Readonly<Record<string, ExecutionProviderModule>> = {
  cpu: { obstacle: async () => undefined, sessionOption: () => "cpu" },
};
