import type { ExecutionProviderModule } from "@nestvec/core";
import { providerProblem } from "@nestvec/onnxruntime";

/** ONNX Runtime's numbers, `COREML_FLAG_ONLY_ENABLE_DEVICE_WITH_ANE` and `COREML_FLAG_USE_CPU_AND_GPU` of coreml_provider_factory.h. */
const flags: Readonly<Record<string, number>> = { all: 0, "neural-engine": 4, "cpu-and-gpu": 32 };

/** ONNX Runtime's session option. */
const sessionOption = ({
  units = "all",
}: Parameters<ExecutionProviderModule["sessionOption"]>[0]): { readonly name: string; readonly coreMlFlags: number } => ({
  name: "coreml",
  coreMlFlags: flags[String(units)] ?? 0,
});

/** What runs where the graphs are opened. */
export const executionProvider: ExecutionProviderModule = {
  async obstacle(options) {
    if (process.platform !== "darwin")
      return `CoreML is a part of macOS, and this is ${process.platform}; @nestvec/provider-webgpu runs on other systems`;
    return providerProblem(sessionOption(options));
  },
  sessionOption,
};
